package org.argosy.storage.db;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Lets one process at a time do a work of some name, by an advisory lock that PostgreSQL frees when the process dies. It
 * saves work and is no promise: a process whose connection broke may still be at it when the next one begins. Safe for
 * use by any number of threads.
 */
public final class ExclusiveWork {

    private final Jdbi jdbi;

    public ExclusiveWork(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Does the work unless somebody else is at it. Holds a connection meanwhile.
     *
     * @return what the work gave; empty when somebody else is at it
     */
    public <T> Optional<T> attempt(String name, Callable<T> work) throws Exception {
        try (Handle handle = jdbi.open()) {
            if (!call(handle, "pg_try_advisory_lock", name)) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.call());
            } finally {
                call(handle, "pg_advisory_unlock", name);
            }
        }
    }

    private static boolean call(Handle handle, String function, String name) {
        return handle.createQuery("select " + function + "(hashtextextended(:name, 0))")
                .bind("name", "argosy " + name)
                .mapTo(Boolean.class)
                .one();
    }
}
