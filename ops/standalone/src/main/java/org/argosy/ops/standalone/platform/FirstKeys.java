package org.argosy.ops.standalone.platform;

import java.time.InstantSource;
import java.util.Optional;
import org.argosy.ops.standalone.local.LocalState;
import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyRole;
import org.argosy.storage.db.KeyRepository;

/** Gives a new installation its first key, and commands on this machine one of their own. */
final class FirstKeys {

    private static final String TENANT = "default";

    private final KeyRepository keys;
    private final LocalState state;
    private final InstantSource clock;
    private final boolean fresh;

    /**
     * @param embeddedDatabase whether the data directory, and not the database, says what is new
     */
    FirstKeys(KeyRepository keys, LocalState state, boolean embeddedDatabase, InstantSource clock) {
        this.keys = keys;
        this.state = state;
        this.clock = clock;
        this.fresh = embeddedDatabase ? !state.firstKeyIssued() : !keys.hasKeys();
    }

    /**
     * Does nothing when the installation has had its first key.
     *
     * @param chosen the key to use
     * @return a key that was made up because none was chosen; it cannot be had again
     */
    Optional<String> issue(Optional<String> chosen) {
        if (!fresh) {
            return Optional.empty();
        }
        Optional<String> made = Optional.empty();
        if (chosen.isPresent()) {
            keys.add(operator("first"), chosen.get(), clock.instant());
        } else {
            made = Optional.of(keys.create(operator("first"), clock.instant()).secret());
        }
        state.markFirstKeyIssued();
        return made;
    }

    /** Makes sure that the key in the data directory is a valid one of an operator, and returns it. */
    String local() {
        Optional<String> kept = state.key()
                .filter(key -> keys.identify(key, clock.instant())
                        .filter(identity -> identity.role() == KeyRole.OPERATOR)
                        .isPresent());
        return kept.orElseGet(() -> {
            String made = keys.create(operator("local"), clock.instant()).secret();
            state.keepKey(made);
            return made;
        });
    }

    /** Whoever may start a server and read its data directory is its operator. */
    private static ApiKey.Request operator(String name) {
        return new ApiKey.Request(TENANT, name, KeyRole.OPERATOR, Optional.empty());
    }
}
