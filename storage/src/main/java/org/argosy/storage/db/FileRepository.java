package org.argosy.storage.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.BatchId;
import org.argosy.storage.CreateCall;
import org.argosy.storage.CreateResult;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Page;
import org.argosy.storage.Scope;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.TenantId;
import org.argosy.storage.tenants.TenantPolicies;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/** Files and their segments. Reads are scoped to a tenant: another tenant's file is not there. */
public final class FileRepository {

    private static final String COLUMNS = "id, tenant_id, purpose, filename, bytes, created_at, expires_at";
    private static final String VISIBLE =
            "ready_at is not null and deleted_at is null and (expires_at is null or expires_at > :now)";

    private static final RowMapper<StoredFile> FILE = (rs, ctx) -> new StoredFile(
            new FileId(rs.getString("id")),
            new TenantId(rs.getString("tenant_id")),
            FilePurpose.of(rs.getString("purpose")).orElseThrow(),
            rs.getString("filename"),
            rs.getLong("bytes"),
            Rows.instant(rs, "created_at").orElseThrow(),
            Rows.instant(rs, "expires_at"));

    private static final RowMapper<Segment> SEGMENT = (rs, ctx) ->
            new Segment(rs.getInt("ordinal"), rs.getString("object_key"), rs.getLong("bytes"), rs.getLong("lines"));

    private final Jdbi jdbi;
    private final TenantQuotas quotas;

    /** Without bounds on what tenants may have. */
    public FileRepository(Jdbi jdbi) {
        this(jdbi, TenantPolicies.UNBOUNDED);
    }

    /**
     * @param policies what tenants may have
     */
    public FileRepository(Jdbi jdbi, TenantPolicies policies) {
        this.jdbi = jdbi;
        this.quotas = new TenantQuotas(policies);
    }

    /** Adds an uploaded file, visible at once, whose bytes are already in the object store. */
    public void addUploaded(StoredFile file, Segment content) {
        jdbi.useTransaction(tx -> addWithinQuota(tx, file, content));
    }

    /**
     * Adds an uploaded file, unless this call has added one before.
     *
     * @param answer what the client will be told
     * @throws org.argosy.storage.tenants.QuotaExceededException when its tenant may store no more
     */
    public CreateResult addUploaded(StoredFile file, Segment content, CreateCall call, String answer) {
        return CreateCalls.once(
                jdbi, call, file.id().value(), answer, file.createdAt(), tx -> addWithinQuota(tx, file, content));
    }

    /** Whether the call may have added a file before, so that it takes no room. */
    public boolean mayRepeat(CreateCall call, Instant now) {
        return CreateCalls.mayRepeat(jdbi, call, now);
    }

    private void addWithinQuota(Handle tx, StoredFile file, Segment content) {
        quotas.admitBytes(tx, file.tenant(), file.bytes(), file.createdAt());
        addWhole(tx, file, List.of(content));
    }

    /** Adds a file, visible at once, whose bytes are these segments. */
    static void addWhole(Handle tx, StoredFile file, List<Segment> content) {
        insert(tx, file, Optional.of(file.createdAt()));
        content.forEach(segment -> insertSegment(tx, file.id(), segment));
    }

    /** Adds a file that will be filled with segments and becomes visible with {@link #publish}. */
    static void addPending(Handle tx, StoredFile file) {
        insert(tx, file, Optional.empty());
    }

    /**
     * Makes a pending file visible with the length of its segments, or drops it when it has none.
     *
     * @return false when it was dropped
     */
    static boolean publish(Handle tx, FileId file, Instant now, Optional<Instant> expiresAt) {
        boolean filled = tx.createUpdate("""
                        update file set ready_at = :now, created_at = :now, expires_at = :expiresAt,
                               bytes = (select sum(bytes) from segment where file_id = :id)
                         where id = :id and exists (select 1 from segment where file_id = :id)
                        """)
                        .bind("id", file.value())
                        .bind("now", now)
                        .bind("expiresAt", expiresAt.orElse(null))
                        .execute()
                == 1;
        if (!filled) {
            tx.execute("delete from file where id = ? and ready_at is null", file.value());
        }
        return filled;
    }

    /** Gives a pending file that nobody lists its end, or drops it when it has no segments. */
    static void keepHidden(Handle tx, FileId file, Instant expiresAt) {
        boolean filled = tx.createUpdate("""
                        update file set expires_at = :expiresAt
                         where id = :id and exists (select 1 from segment where file_id = :id)
                        """)
                        .bind("id", file.value())
                        .bind("expiresAt", expiresAt)
                        .execute()
                == 1;
        if (!filled) {
            tx.execute("delete from file where id = ? and ready_at is null", file.value());
        }
    }

    /** The file that tells how a batch's lines came about, as long as it is now; it grows while the batch runs. */
    public Optional<StoredFile> findProvenance(Scope scope, BatchId batch, Instant now) {
        return jdbi.withHandle(h -> Scoped.bind(h.createQuery("""
                        select f.id, f.tenant_id, f.purpose, f.filename, f.created_at, f.expires_at,
                               (select coalesce(sum(s.bytes), 0)::bigint from segment s where s.file_id = f.id) as bytes
                          from file f join progress p on p.provenance_file_id = f.id
                         where p.batch_id = :batch and %s and f.deleted_at is null
                           and (f.expires_at is null or f.expires_at > :now)
                        """.formatted(Scoped.where(scope, "f.tenant_id"))), scope)
                .bind("batch", batch.value())
                .bind("now", now)
                .map(FILE)
                .findOne());
    }

    static void insertSegment(Handle tx, FileId file, Segment segment) {
        tx.createUpdate("""
                        insert into segment (file_id, ordinal, object_key, bytes, lines)
                        values (:file, :ordinal, :key, :bytes, :lines)
                        """)
                .bind("file", file.value())
                .bind("ordinal", segment.ordinal())
                .bind("key", segment.objectKey())
                .bind("bytes", segment.bytes())
                .bind("lines", segment.lines())
                .execute();
    }

    /** A file that its tenant can see now. */
    public Optional<StoredFile> find(Scope scope, FileId id, Instant now) {
        return jdbi.withHandle(h -> Scoped.bind(
                        h.createQuery("select " + COLUMNS + " from file where id = :id and "
                                + Scoped.where(scope, "tenant_id") + " and " + VISIBLE),
                        scope)
                .bind("id", id.value())
                .bind("now", now)
                .map(FILE)
                .findOne());
    }

    /**
     * Files by time of creation.
     *
     * @param after the last file of the page before; an unknown one gives an empty page
     * @param limit files on the page, from 1
     */
    public Page<StoredFile> list(
            Scope scope,
            Optional<FilePurpose> purpose,
            Optional<FileId> after,
            int limit,
            SortOrder order,
            Instant now) {
        String sql = "select " + COLUMNS + " from file where " + Scoped.where(scope, "tenant_id") + " and " + VISIBLE
                + (purpose.isPresent() ? " and purpose = :purpose" : "")
                + (after.isPresent()
                        ? " and (created_at, id) " + order.beyond()
                                + " (select c.created_at, c.id from file c where c.id = :after and "
                                + Scoped.where(scope, "c.tenant_id") + ")"
                        : "")
                + " order by created_at " + order.sql() + ", id " + order.sql() + " limit :limit";
        return jdbi.withHandle(h -> {
            var query = Scoped.bind(h.createQuery(sql), scope).bind("now", now).bind("limit", limit + 1);
            purpose.ifPresent(p -> query.bind("purpose", p.wireName()));
            after.ifPresent(a -> query.bind("after", a.value()));
            return Page.of(query.map(FILE).list(), limit);
        });
    }

    /** The segments of a file, in order. Merging keeps their number to a few hundred. */
    public List<Segment> segments(FileId id) {
        return jdbi.withHandle(h -> firstSegments(h, id, Integer.MAX_VALUE));
    }

    /** The segments of all the input files of a batch, in order: what its shards count their bytes in. */
    public List<Segment> inputSegments(BatchId batch) {
        return jdbi.withHandle(h ->
                h.createQuery("""
                        select s.ordinal, s.object_key, s.bytes, s.lines
                          from batch b
                               cross join lateral unnest(array[b.input_file_id] || b.more_input_file_ids)
                                          with ordinality input (file_id, position)
                               join segment s on s.file_id = input.file_id
                         where b.id = :batch order by input.position, s.ordinal
                        """).bind("batch", batch.value()).map(SEGMENT).list());
    }

    static List<Segment> firstSegments(Handle handle, FileId id, int limit) {
        return handle.createQuery("select ordinal, object_key, bytes, lines from segment where file_id = :id"
                        + " order by ordinal limit :limit")
                .bind("id", id.value())
                .bind("limit", limit)
                .map(SEGMENT)
                .list();
    }

    /**
     * Hides a file from its tenant for good. Its bytes go later, when no batch reads them any more.
     *
     * @return false when the tenant has no such file
     */
    public boolean delete(TenantId tenant, FileId id, Instant now) {
        return jdbi.withHandle(h -> h.createUpdate(
                                "update file set deleted_at = :now where id = :id and tenant_id = :tenant and "
                                        + VISIBLE)
                        .bind("id", id.value())
                        .bind("tenant", tenant.value())
                        .bind("now", now)
                        .execute())
                == 1;
    }

    private static void insert(Handle tx, StoredFile file, Optional<Instant> readyAt) {
        tx.createUpdate("insert into file (" + COLUMNS + ", ready_at) values"
                        + " (:id, :tenant, :purpose, :filename, :bytes, :createdAt, :expiresAt, :readyAt)")
                .bind("id", file.id().value())
                .bind("tenant", file.tenant().value())
                .bind("purpose", file.purpose().wireName())
                .bind("filename", file.filename())
                .bind("bytes", file.bytes())
                .bind("createdAt", file.createdAt())
                .bind("expiresAt", file.expiresAt().orElse(null))
                .bind("readyAt", readyAt.orElse(null))
                .execute();
    }
}
