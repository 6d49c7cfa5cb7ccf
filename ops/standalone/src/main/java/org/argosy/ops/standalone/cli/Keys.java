package org.argosy.ops.standalone.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyRole;

/** The keys of an installation, wherever they are managed. Methods block. */
sealed interface Keys extends AutoCloseable permits StoredKeys, RemoteKeys {

    /**
     * Makes a key, and its tenant when that is new.
     *
     * @param life how long it is valid; empty for ever
     * @return its secret
     */
    String create(String tenant, String name, KeyRole role, Optional<Duration> life);

    void forEach(Consumer<ApiKey> action);

    /** False when there is no such valid key. */
    boolean revoke(String id);

    @Override
    void close();
}
