package org.argosy.ops.standalone.platform;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.argosy.ops.standalone.local.LocalState;
import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyRole;
import org.argosy.storage.db.KeyRepository;

/** Gives a new installation its first key, and commands on this machine one of their own. */
final class FirstKeys {

    private static final String TENANT = "default";
    private static final String LOCAL = "local";

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
        this.fresh = embeddedDatabase
                ? !state.firstKeyIssued()
                : keys.list().stream()
                        .allMatch(
                                key -> key.tenant().equals(TENANT) && key.name().equals(LOCAL));
    }

    /**
     * Does nothing when the installation has had its first key. A key that is made up is shown before it counts as had: a
     * start that fails in between gives another one the next time rather than none.
     *
     * @param chosen the key to use
     * @param show is given a key that was made up because none was chosen; it cannot be had again
     */
    void issue(Optional<String> chosen, Consumer<String> show) {
        if (!fresh) {
            return;
        }
        if (chosen.isPresent()) {
            keys.add(operator("first"), chosen.get(), clock.instant());
        } else {
            show.accept(keys.create(operator("first"), clock.instant()).secret());
        }
        state.markFirstKeyIssued();
    }

    /** Makes sure that the key in the data directory is a valid one of an operator, and returns it. */
    String local() {
        Optional<String> kept = state.key()
                .filter(key -> keys.identify(key, clock.instant())
                        .filter(identity -> identity.role() == KeyRole.OPERATOR)
                        .isPresent());
        return kept.orElseGet(() -> {
            String made = keys.create(operator(LOCAL), clock.instant()).secret();
            state.keepKey(made);
            return made;
        });
    }

    /** Whoever may start a server and read its data directory is its operator. */
    private static ApiKey.Request operator(String name) {
        return new ApiKey.Request(TENANT, name, KeyRole.OPERATOR, Optional.empty());
    }
}
