package org.argosy.ops.standalone.local;

import java.net.URI;
import java.util.Optional;

/**
 * The server that runs on a data directory.
 *
 * @param url of its API
 * @param pid of its process
 * @param database how to reach its embedded PostgreSQL; empty when it uses another
 */
public record LocalServer(URI url, long pid, Optional<LocalDatabase> database) {

    /** Whether the process is still there. */
    public boolean alive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /**
     * A PostgreSQL on loopback.
     *
     * @param url JDBC URL
     */
    public record LocalDatabase(String url, String username, String password) {

        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "LocalDatabase[" + url + "]";
        }
    }
}
