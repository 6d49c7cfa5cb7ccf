package org.argosy.api.files;

import java.io.InputStream;
import java.time.Clock;
import java.util.OptionalLong;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Quotas;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.Tenants;
import org.argosy.storage.tenants.QuotaExceededException;

/**
 * How much a tenant may still store. What is asked here spares the client an upload in vain; what decides is the
 * transaction that records it. Safe for use by any number of threads.
 */
public final class StorageRoom {

    private final Tenants tenants;
    private final Clock clock;

    public StorageRoom(Tenants tenants, Clock clock) {
        this.tenants = tenants;
        this.clock = clock;
    }

    /**
     * Refuses what is known to find no room.
     *
     * @param bytes that will at least be stored
     */
    public void admit(TenantId tenant, long bytes) {
        OptionalLong room = tenants.roomForBytes(tenant, clock.instant());
        if (room.isPresent() && bytes > room.getAsLong()) {
            throw refusal(tenant, room.getAsLong());
        }
    }

    /** The same content, refused by the read that goes beyond the room. */
    public InputStream bound(TenantId tenant, InputStream content) {
        OptionalLong room = tenants.roomForBytes(tenant, clock.instant());
        return room.isEmpty()
                ? content
                : new LimitedStream(content, room.getAsLong(), () -> refusal(tenant, room.getAsLong()));
    }

    private ApiException refusal(TenantId tenant, long room) {
        long limit = tenants.policy(tenant).maxBytes().orElse(0);
        return new ApiException(Quotas.error(QuotaExceededException.bytes(limit, limit - room)));
    }
}
