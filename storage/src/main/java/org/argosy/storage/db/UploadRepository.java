package org.argosy.storage.db;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.argosy.storage.CreateCall;
import org.argosy.storage.CreateResult;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.TenantId;
import org.argosy.storage.Upload;
import org.argosy.storage.UploadId;
import org.argosy.storage.UploadPart;
import org.argosy.storage.UploadStatus;
import org.argosy.storage.tenants.TenantPolicies;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * Uploads and their parts. An upload ends once, by a compare-and-set on its status, and in that transaction each of its
 * parts becomes a segment of the file or a retired object. Reads are scoped to a tenant.
 */
public final class UploadRepository {

    private static final String COLUMNS =
            "id, tenant_id, filename, purpose, bytes, file_seconds, created_at, expires_at, status, file_id";

    private static final RowMapper<Upload> UPLOAD = (rs, ctx) -> new Upload(
            new UploadId(rs.getString("id")),
            new TenantId(rs.getString("tenant_id")),
            rs.getString("filename"),
            FilePurpose.of(rs.getString("purpose")).orElseThrow(),
            rs.getLong("bytes"),
            Optional.ofNullable(rs.getObject("file_seconds", Long.class)).map(Duration::ofSeconds),
            Rows.instant(rs, "created_at").orElseThrow(),
            Rows.instant(rs, "expires_at").orElseThrow(),
            UploadStatus.of(rs.getString("status")),
            Rows.string(rs, "file_id").map(FileId::new));

    private static final RowMapper<UploadPart> PART = (rs, ctx) -> new UploadPart(
            rs.getString("id"),
            new UploadId(rs.getString("upload_id")),
            rs.getString("object_key"),
            rs.getLong("bytes"),
            Rows.instant(rs, "created_at").orElseThrow());

    private final Jdbi jdbi;
    private final TenantQuotas quotas;

    /** Without bounds on what tenants may have. */
    public UploadRepository(Jdbi jdbi) {
        this(jdbi, TenantPolicies.UNBOUNDED);
    }

    /**
     * @param policies what tenants may have
     */
    public UploadRepository(Jdbi jdbi, TenantPolicies policies) {
        this.jdbi = jdbi;
        this.quotas = new TenantQuotas(policies);
    }

    /** Adds an upload that takes parts from now on. */
    public void add(Upload upload) {
        jdbi.useHandle(h -> add(h, upload));
    }

    /**
     * Adds an upload, unless this call has added one before.
     *
     * @param answer what the client will be told
     */
    public CreateResult add(Upload upload, CreateCall call, String answer) {
        return CreateCalls.once(jdbi, call, upload.id().value(), answer, upload.createdAt(), tx -> add(tx, upload));
    }

    /** Whether the call may have added an upload before, so that it takes no room. */
    public boolean mayRepeat(CreateCall call, Instant now) {
        return CreateCalls.mayRepeat(jdbi, call, now);
    }

    private static void add(Handle handle, Upload upload) {
        handle.createUpdate("insert into upload (" + COLUMNS + ") values (:id, :tenant, :filename, :purpose, :bytes,"
                        + " :fileSeconds, :createdAt, :expiresAt, :status, null)")
                .bind("id", upload.id().value())
                .bind("tenant", upload.tenant().value())
                .bind("filename", upload.filename())
                .bind("purpose", upload.purpose().wireName())
                .bind("bytes", upload.bytes())
                .bind("fileSeconds", upload.fileLife().map(Duration::toSeconds).orElse(null))
                .bind("createdAt", upload.createdAt())
                .bind("expiresAt", upload.expiresAt())
                .bind("status", upload.status().wireName())
                .execute();
    }

    /** An upload of this tenant; one whose time is over has the status expired, whether it was swept or not. */
    public Optional<Upload> find(TenantId tenant, UploadId id, Instant now) {
        return jdbi.withHandle(
                        h -> h.createQuery("select " + COLUMNS + " from upload where id = :id and tenant_id = :tenant")
                                .bind("id", id.value())
                                .bind("tenant", tenant.value())
                                .map(UPLOAD)
                                .findOne())
                .map(upload -> isOverdue(upload, now) ? upload.expired() : upload);
    }

    private static boolean isOverdue(Upload upload, Instant now) {
        return upload.status() == UploadStatus.PENDING && !upload.expiresAt().isAfter(now);
    }

    /**
     * Adds a part whose bytes are in the object store.
     *
     * @param maxParts parts that the upload may have
     * @param maxBytes bytes that they may have together
     * @return false, with nothing changed, when the upload takes no more parts
     * @throws org.argosy.storage.tenants.QuotaExceededException when its tenant may store no more
     */
    public boolean addPart(UploadPart part, int maxParts, long maxBytes) {
        return jdbi.inTransaction(tx -> {
            // The lock lets no upload end between the look at its status and the new row.
            Optional<TenantId> owner = tx.createQuery("select tenant_id from upload where id = :id"
                            + " and status = 'pending' and expires_at > :now for update")
                    .bind("id", part.upload().value())
                    .bind("now", part.createdAt())
                    .map((rs, ctx) -> new TenantId(rs.getString("tenant_id")))
                    .findOne();
            owner.ifPresent(tenant -> quotas.admitBytes(tx, tenant, part.bytes(), part.createdAt()));
            return owner.isPresent() && insertWithin(tx, part, maxParts, maxBytes);
        });
    }

    private static boolean insertWithin(Handle tx, UploadPart part, int maxParts, long maxBytes) {
        return tx.createUpdate("""
                        insert into upload_part (id, upload_id, object_key, bytes, created_at)
                        select :id, :upload, :key, :bytes, :createdAt from upload_part where upload_id = :upload
                        having count(*) < :maxParts and coalesce(sum(bytes), 0) + :bytes <= :maxBytes
                        """)
                        .bind("id", part.id())
                        .bind("upload", part.upload().value())
                        .bind("key", part.objectKey())
                        .bind("bytes", part.bytes())
                        .bind("createdAt", part.createdAt())
                        .bind("maxParts", maxParts)
                        .bind("maxBytes", maxBytes)
                        .execute()
                == 1;
    }

    /** The parts of an upload, in no order. */
    public List<UploadPart> parts(UploadId id) {
        return jdbi.withHandle(h -> h.createQuery(
                        "select id, upload_id, object_key, bytes, created_at from upload_part where upload_id = :id")
                .bind("id", id.value())
                .map(PART)
                .list());
    }

    /**
     * Ends a pending upload by making a file of some of its parts; the others are retired.
     *
     * @param file what becomes visible, created now
     * @param content parts of this upload, in the order of the file
     * @return false, with nothing changed, when the upload is no longer pending
     */
    public boolean complete(UploadId id, StoredFile file, List<UploadPart> content) {
        return jdbi.inTransaction(tx -> {
            if (!end(tx, file.tenant(), id, UploadStatus.COMPLETED, Optional.of(file.id()), file.createdAt())) {
                return false;
            }
            FileRepository.addWhole(tx, file, segments(content));
            retireParts(tx, id, file.createdAt());
            return true;
        });
    }

    private static List<Segment> segments(List<UploadPart> parts) {
        List<UploadPart> filled = parts.stream().filter(p -> p.bytes() > 0).toList();
        return IntStream.range(0, filled.size())
                .mapToObj(i ->
                        new Segment(i, filled.get(i).objectKey(), filled.get(i).bytes(), 0))
                .toList();
    }

    /**
     * Gives a pending upload up and retires its parts.
     *
     * @return false, with nothing changed, when the tenant has no such upload that is still pending
     */
    public boolean cancel(TenantId tenant, UploadId id, Instant now) {
        return jdbi.inTransaction(tx -> {
            boolean ended = end(tx, tenant, id, UploadStatus.CANCELLED, Optional.empty(), now);
            if (ended) {
                retireParts(tx, id, now);
            }
            return ended;
        });
    }

    private static boolean end(
            Handle tx, TenantId tenant, UploadId id, UploadStatus how, Optional<FileId> file, Instant now) {
        return tx.createUpdate(
                                "update upload set status = :status, file_id = :file"
                                        + " where id = :id and tenant_id = :tenant and status = 'pending' and expires_at > :now")
                        .bind("id", id.value())
                        .bind("tenant", tenant.value())
                        .bind("status", how.wireName())
                        .bind("file", file.map(FileId::value).orElse(null))
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /**
     * Ends uploads whose time is over and retires their parts.
     *
     * @return uploads ended, at most {@code limit}
     */
    public int expire(Instant now, int limit) {
        return jdbi.inTransaction(tx -> {
            List<String> overdue = tx.createQuery("select id from upload where status = 'pending'"
                            + " and expires_at <= :now order by expires_at limit :limit for update skip locked")
                    .bind("now", now)
                    .bind("limit", limit)
                    .mapTo(String.class)
                    .list();
            for (String id : overdue) {
                tx.execute("update upload set status = 'expired' where id = ?", id);
                retireParts(tx, new UploadId(id), now);
            }
            return overdue.size();
        });
    }

    /** Forgets uploads that ended and could not have been completed after this time. */
    public int forget(Instant expiredBefore) {
        return jdbi.withHandle(
                h -> h.execute("delete from upload where status <> 'pending' and expires_at < ?", expiredBefore));
    }

    private static void retireParts(Handle tx, UploadId id, Instant now) {
        tx.createUpdate("""
                        with gone as (delete from upload_part where upload_id = :id returning object_key)
                        insert into retired_object (object_key, retired_at)
                        select object_key, :now from gone
                         where not exists (select 1 from segment s where s.object_key = gone.object_key)
                        on conflict do nothing
                        """).bind("id", id.value()).bind("now", now).execute();
    }
}
