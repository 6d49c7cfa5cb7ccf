package org.argosy.ops.standalone.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.argosy.ops.standalone.platform.KeyStore;
import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyRole;

/** Keys in a database that this command can reach. */
record StoredKeys(KeyStore store) implements Keys {

    @Override
    public String create(String tenant, String name, KeyRole role, Optional<Duration> life) {
        return store.create(tenant, name, role, life);
    }

    @Override
    public void forEach(Consumer<ApiKey> action) {
        store.list().forEach(action);
    }

    @Override
    public boolean revoke(String id) {
        return store.revoke(id);
    }

    @Override
    public void close() {
        store.close();
    }
}
