package org.argosy.workers.clusters;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that are fetched when they are needed and renewed before they end, by one thread at a time: while it does so the
 * others use the token that there is. After a failure the next renewal waits a little.
 */
final class RenewedCredentials implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(RenewedCredentials.class);

    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(5);
    private static final int MARGIN_SHARE = 5;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** When the new token is refused as well, another one would not help so soon. */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(30);

    private record Held(String token, Instant renewAt, Instant end, long version) {
        boolean holds(Instant now, long currentVersion) {
            return now.isBefore(end) && version == currentVersion;
        }
    }

    private final TokenEndpoint endpoint;
    private final Clock clock;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable Held held;
    private @Nullable CredentialsException failure;
    private Instant notBefore = Instant.EPOCH;
    private long failedVersion;
    private Instant refusedAt = Instant.EPOCH;

    RenewedCredentials(TokenEndpoint endpoint, Clock clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    @Override
    public Optional<String> bearer() throws CredentialsException, InterruptedException {
        Held current = held;
        Instant now = clock.instant();
        if (current == null || !current.holds(now, endpoint.version())) {
            renewing.lockInterruptibly();
            try {
                Held other = held;
                return Optional.of(
                        other != null && other.holds(clock.instant(), endpoint.version()) ? other.token() : fetch());
            } finally {
                renewing.unlock();
            }
        }
        if (!now.isBefore(current.renewAt()) && renewing.tryLock()) {
            try {
                return Optional.of(fetch());
            } catch (CredentialsException _) {
                return Optional.of(current.token());
            } finally {
                renewing.unlock();
            }
        }
        return Optional.of(current.token());
    }

    @Override
    public boolean renew(Optional<String> refused) throws InterruptedException {
        renewing.lockInterruptibly();
        try {
            Held current = held;
            if (current != null && !Optional.of(current.token()).equals(refused)) {
                return true;
            }
            if (clock.instant().isBefore(refusedAt.plus(AFTER_REFUSAL))) {
                return false;
            }
            refusedAt = clock.instant();
            var _ = fetch();
            return true;
        } catch (CredentialsException _) {
            return false;
        } finally {
            renewing.unlock();
        }
    }

    @Override
    public long version() {
        return endpoint.version();
    }

    private String fetch() throws CredentialsException, InterruptedException {
        long version = endpoint.version();
        CredentialsException last = failure;
        if (last != null && clock.instant().isBefore(notBefore) && version == failedVersion) {
            throw last;
        }
        try {
            TokenEndpoint.Token token = endpoint.fetch();
            Instant now = clock.instant();
            Duration share = token.lifetime().dividedBy(MARGIN_SHARE);
            Duration margin = share.compareTo(LONGEST_MARGIN) < 0 ? share : LONGEST_MARGIN;
            Instant end = now.plus(token.lifetime());
            held = new Held(token.value(), end.minus(margin), end, version);
            if (last != null) {
                LOG.atInfo().log("A cluster's token can be had again");
            }
            failure = null;
            return token.value();
        } catch (CredentialsException e) {
            if (last == null) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("A cluster's token cannot be renewed");
            }
            if (e.isDenied()) {
                endpoint.secretRefused();
            }
            failure = e;
            failedVersion = version;
            notBefore = clock.instant().plus(AFTER_FAILURE);
            throw e;
        }
    }
}
