package org.argosy.storage.db;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/**
 * Who feeds each model. A lease that runs out may be taken by anybody; its epoch rises each time it is taken, also by the
 * owner of before, so that a feeder which fell asleep can tell.
 */
public final class ModelLeases {

    private final Jdbi jdbi;

    public ModelLeases(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Takes the leases that are free, have run out, or are in this owner's name.
     *
     * @param owner of which only one is running at a time
     * @return the epochs of those that were taken
     */
    public Map<String, Long> take(Collection<String> models, String owner, Instant now, Instant until) {
        return jdbi.inTransaction(tx -> {
            Map<String, Long> taken = new HashMap<>();
            tx.createQuery("""
                            insert into model_lease as held (model, owner, epoch, expires_at)
                            select model, :owner, 1, :until from unnest(:models) wanted (model) order by model
                            on conflict (model) do update
                               set owner = :owner, epoch = held.epoch + 1, expires_at = :until
                             where held.expires_at <= :now or held.owner = :owner
                            returning model, epoch
                            """)
                    .bindArray("models", String.class, models)
                    .bind("owner", owner)
                    .bind("now", now)
                    .bind("until", until)
                    .map((rs, ctx) -> taken.put(rs.getString("model"), rs.getLong("epoch")))
                    .list();
            return taken;
        });
    }

    /**
     * Extends leases that still have the epochs with which they were taken.
     *
     * @return the models whose lease is still held
     */
    public List<String> renew(Map<String, Long> held, Instant until) {
        List<String> models = held.keySet().stream().sorted().toList();
        return jdbi.withHandle(h -> h.createQuery("""
                        update model_lease l set expires_at = :until
                          from unnest(:models, :epochs) mine (model, epoch)
                         where l.model = mine.model and l.epoch = mine.epoch
                        returning l.model
                        """)
                .bindArray("models", String.class, models)
                .bindArray("epochs", Long.class, models.stream().map(held::get).toList())
                .bind("until", until)
                .mapTo(String.class)
                .list());
    }

    /** How often lost lines of each model were published again, in all. */
    public Map<String, Long> republished(Collection<String> models) {
        Map<String, Long> counts = new HashMap<>();
        jdbi.useHandle(h -> h.createQuery("select model, republished from model_lease where model = any(:models)")
                .bindArray("models", String.class, models)
                .map((rs, ctx) -> counts.put(rs.getString("model"), rs.getLong("republished")))
                .list());
        return counts;
    }

    /**
     * Counts that lost lines are about to be published again.
     *
     * @param epoch of the lease under which that is done
     * @param before the count when whoever asks began to look for what is lost
     * @return false, with nothing changed, when another has the lease or has published such lines since
     */
    public boolean republish(String model, long epoch, long before) {
        return jdbi.withHandle(h -> h.createUpdate("""
                        update model_lease set republished = republished + 1
                         where model = :model and epoch = :epoch and republished = :before
                        """)
                        .bind("model", model)
                        .bind("epoch", epoch)
                        .bind("before", before)
                        .execute()
                == 1);
    }

    /** Lets others take these leases at once. */
    public void release(Map<String, Long> held, Instant now) {
        renew(held, now);
    }
}
