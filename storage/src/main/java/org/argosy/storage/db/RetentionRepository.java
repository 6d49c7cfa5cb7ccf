package org.argosy.storage.db;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What may be deleted for good. Objects go before the rows that name them, inside the transaction that removes the rows:
 * after a crash the rows are still there and the deletion is done again. Rows that others work on are passed over, so
 * that several processes may sweep at once. Safe for use by any number of threads.
 */
public final class RetentionRepository {

    private static final String UNFINISHED = "('validating', 'in_progress', 'finalizing', 'cancelling')";
    private static final int SEGMENTS_AT_ONCE = 1_000;

    private final Jdbi jdbi;

    public RetentionRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Hides files whose time is over, as their owner's delete would.
     *
     * @return files hidden, at most {@code limit}
     */
    public int hideExpired(Instant now, int limit) {
        return jdbi.withHandle(
                h -> h.createUpdate("""
                        update file set deleted_at = :now where id in
                               (select id from file where expires_at <= :now and deleted_at is null
                                 order by expires_at limit :limit for update skip locked)
                        """).bind("now", now).bind("limit", limit).execute());
    }

    /**
     * Removes one file that was hidden before a time and that no unfinished batch reads.
     *
     * @param deleter deletes these objects; when it throws the file stays
     * @return false when there is no such file
     */
    public boolean purgeOne(Instant hiddenBefore, Consumer<List<String>> deleter) {
        return jdbi.inTransaction(tx -> {
            List<String> found = tx.createQuery(
                            """
                            select id from file f where deleted_at <= :before and not exists
                                   (select 1 from batch b where (b.input_file_id = f.id or b.more_input_file_ids @> array[f.id])
                                       and b.status in\s""" + UNFINISHED + ") order by deleted_at limit 1 for update skip locked")
                    .bind("before", hiddenBefore)
                    .mapTo(String.class)
                    .list();
            for (String file : found) {
                purgeSegments(tx, file, deleter);
                tx.execute("delete from file where id = ?", file);
            }
            return !found.isEmpty();
        });
    }

    private static void purgeSegments(Handle tx, String file, Consumer<List<String>> deleter) {
        List<String> keys;
        do {
            keys = tx.createQuery("select object_key from segment where file_id = :file"
                            + " order by ordinal limit :limit for update")
                    .bind("file", file)
                    .bind("limit", SEGMENTS_AT_ONCE)
                    .mapTo(String.class)
                    .list();
            if (!keys.isEmpty()) {
                deleter.accept(keys);
                tx.createUpdate("delete from segment where file_id = :file and object_key = any(:keys)")
                        .bind("file", file)
                        .bindArray("keys", String.class, keys)
                        .execute();
            }
        } while (keys.size() == SEGMENTS_AT_ONCE);
    }

    /**
     * Goes a step on with removing the shards and lanes of a batch that ended before a time: one batch, the longest ended.
     * Its results, and which lines have them, stay.
     *
     * @param limit most shards to remove
     * @return false when there is no such batch
     */
    public boolean prunePlan(Instant endedBefore, int limit) {
        return jdbi.inTransaction(tx -> {
            List<String> ended = tx.createQuery("""
                            select id from batch
                             where plan_kept and status in ('completed', 'failed', 'expired', 'cancelled')
                               and greatest(completed_at, failed_at, expired_at, cancelled_at) <= :before
                             order by greatest(completed_at, failed_at, expired_at, cancelled_at)
                             limit 1 for no key update skip locked
                            """)
                    .bind("before", endedBefore)
                    .mapTo(String.class)
                    .list();
            for (String batch : ended) {
                int removed = tx.createUpdate("""
                                delete from shard where batch_id = :batch and ordinal in
                                       (select ordinal from shard where batch_id = :batch order by ordinal limit :limit)
                                """)
                        .bind("batch", batch)
                        .bind("limit", limit)
                        .execute();
                if (removed < limit) {
                    tx.execute("delete from lane where batch_id = ?", batch);
                    tx.execute("update batch set plan_kept = false where id = ?", batch);
                }
            }
            return !ended.isEmpty();
        });
    }

    /**
     * Retires those of the objects that no file or upload has and whose key names no unfinished batch.
     *
     * @return objects that were retired
     */
    public int retireOrphans(List<String> keys, Instant now) {
        return jdbi.withHandle(h -> h.createUpdate("""
                        insert into retired_object (object_key, retired_at)
                        select k, :now from unnest(:keys) k
                         where not exists (select 1 from segment where object_key = k)
                           and not exists (select 1 from upload_part where object_key = k)
                           and not exists (select 1 from batch b where b.id = any(string_to_array(k, '/'))
                                           and b.status in\s""" + UNFINISHED + ") on conflict do nothing")
                .bind("now", now)
                .bindArray("keys", String.class, keys)
                .execute());
    }

    /**
     * Removes objects that were retired before a time. One that a file has got since stays.
     *
     * @param deleter deletes these objects; when it throws they stay retired
     * @return objects dealt with, at most {@code limit}
     */
    public int purgeRetired(Instant retiredBefore, int limit, Consumer<List<String>> deleter) {
        return jdbi.inTransaction(tx -> {
            List<String> retired = tx.createQuery("select object_key from retired_object where retired_at <= :before"
                            + " order by retired_at limit :limit for update skip locked")
                    .bind("before", retiredBefore)
                    .bind("limit", limit)
                    .mapTo(String.class)
                    .list();
            List<String> unused = tx.createQuery("select k from unnest(:keys) k"
                            + " where not exists (select 1 from segment where object_key = k)")
                    .bindArray("keys", String.class, retired)
                    .mapTo(String.class)
                    .list();
            if (!unused.isEmpty()) {
                deleter.accept(unused);
            }
            tx.createUpdate("delete from retired_object where object_key = any(:keys)")
                    .bindArray("keys", String.class, retired)
                    .execute();
            return retired.size();
        });
    }
}
