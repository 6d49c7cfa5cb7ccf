package org.argosy.storage.db;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.argosy.storage.CreateCall;
import org.argosy.storage.CreateResult;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Remembers calls that made something, in the transaction that made it, so that each does so once however often it is
 * sent. A call with a key is known by it for a day. A call without one is known by what it asked for, and only when the
 * client says that it sends it again: within a time above the longest that OpenAI's clients wait for an answer, the newest
 * such call is the one that it means.
 */
public final class CreateCalls {

    /** How long a key is known. */
    public static final Duration KEY_LIFE = Duration.ofHours(24);

    /** How long a call without a key is known. */
    public static final Duration RESEND_LIFE = Duration.ofMinutes(15);

    private final Jdbi jdbi;

    public CreateCalls(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Forgets what is known no longer. */
    public int forget(Instant now) {
        return jdbi.withHandle(h -> h.createUpdate("delete from create_call where created_at <= :keyed"
                        + " or (key is null and created_at <= :unkeyed)")
                .bind("keyed", now.minus(KEY_LIFE))
                .bind("unkeyed", now.minus(RESEND_LIFE))
                .execute());
    }

    /**
     * Does the work unless the call was made before. Two calls that are the same wait for each other.
     *
     * @param resource what the work makes
     * @param answer what the client will be told
     */
    static CreateResult once(
            Jdbi jdbi, CreateCall call, String resource, String answer, Instant now, Consumer<Handle> work) {
        return jdbi.inTransaction(tx -> {
            lock(tx, call);
            Optional<CreateResult> earlier =
                    call.key().isPresent() ? withKey(tx, call, call.key().get(), now) : resent(tx, call, now);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            work.accept(tx);
            insert(tx, call, resource, answer, now);
            return new CreateResult.Made(answer);
        });
    }

    /**
     * Whether the call may have been made before; as long as it is not known what it asks for, whether another was that
     * it could be.
     */
    static boolean mayRepeat(Jdbi jdbi, CreateCall call, Instant now) {
        if (call.key().isEmpty() && !call.resent()) {
            return false;
        }
        return jdbi.withHandle(h -> h.createQuery("""
                        select exists (select 1 from create_call
                         where tenant_id = :tenant and operation = :operation and key is not distinct from :key
                           and (:sha256 = '' or key is not null or sha256 = :sha256) and created_at > :since)
                        """)
                .bind("tenant", call.tenant().value())
                .bind("operation", call.operation())
                .bindByType("key", call.key().orElse(null), String.class)
                .bind("sha256", call.sha256())
                .bind("since", now.minus(call.key().isPresent() ? KEY_LIFE : RESEND_LIFE))
                .mapTo(Boolean.class)
                .one());
    }

    private static void lock(Handle tx, CreateCall call) {
        tx.createQuery("select pg_advisory_xact_lock(hashtextextended(:call, 0))")
                .bind(
                        "call",
                        call.tenant() + " " + call.operation() + " "
                                + call.key().orElse(call.sha256()))
                .mapToMap()
                .list();
    }

    private static Optional<CreateResult> withKey(Handle tx, CreateCall call, String key, Instant now) {
        return tx.createQuery("""
                        select sha256, answer from create_call
                         where tenant_id = :tenant and operation = :operation and key = :key and created_at > :since
                        """)
                .bind("tenant", call.tenant().value())
                .bind("operation", call.operation())
                .bind("key", key)
                .bind("since", now.minus(KEY_LIFE))
                .map((rs, ctx) -> rs.getString("sha256").equals(call.sha256())
                        ? new CreateResult.Repeated(rs.getString("answer"))
                        : new CreateResult.KeyTaken())
                .findOne()
                .map(CreateResult.class::cast);
    }

    /** A file that was deleted meanwhile is none that the client could still mean. */
    private static Optional<CreateResult> resent(Handle tx, CreateCall call, Instant now) {
        if (!call.resent()) {
            return Optional.empty();
        }
        return tx.createQuery("""
                        select answer from create_call
                         where tenant_id = :tenant and operation = :operation and key is null and sha256 = :sha256
                           and created_at > :since
                           and (operation <> 'files' or exists
                               (select 1 from file f where f.id = resource_id and f.deleted_at is null))
                         order by created_at desc, id desc limit 1
                        """)
                .bind("tenant", call.tenant().value())
                .bind("operation", call.operation())
                .bind("sha256", call.sha256())
                .bind("since", now.minus(RESEND_LIFE))
                .mapTo(String.class)
                .findOne()
                .map(CreateResult.Repeated::new);
    }

    private static void insert(Handle tx, CreateCall call, String resource, String answer, Instant now) {
        tx.createUpdate("""
                        insert into create_call (tenant_id, operation, key, sha256, resource_id, answer, created_at)
                        values (:tenant, :operation, :key, :sha256, :resource, :answer, :now)
                        on conflict (tenant_id, operation, key) where key is not null
                        do update set sha256 = :sha256, resource_id = :resource, answer = :answer, created_at = :now
                        """)
                .bind("tenant", call.tenant().value())
                .bind("operation", call.operation())
                .bind("key", call.key().orElse(null))
                .bind("sha256", call.sha256())
                .bind("resource", resource)
                .bind("answer", answer)
                .bind("now", now)
                .execute();
    }
}
