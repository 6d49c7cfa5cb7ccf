package org.argosy.api.files;

import java.util.HashMap;
import java.util.Map;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.TenantId;

/**
 * Bounds how many contents are read at once, in all and by one tenant, and with them the memory that slow readers hold.
 * Safe for use by any number of threads.
 */
public final class Readers {

    private final int atOnce;
    private final int perTenant;
    private final Map<TenantId, Integer> open = new HashMap<>();
    private int all;

    public Readers(int atOnce, int perTenant) {
        this.atOnce = atOnce;
        this.perTenant = perTenant;
    }

    /** Somebody who reads, until it is closed. */
    public interface Reader extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * Lets another reader in.
     *
     * @throws ApiException when the tenant has as many as it may, or all together
     */
    public synchronized Reader enter(TenantId tenant) {
        int own = open.getOrDefault(tenant, 0);
        if (own >= perTenant) {
            throw new ApiException(new ApiError.TooManyDownloads(perTenant));
        }
        if (all >= atOnce) {
            throw new ApiException(
                    new ApiError.Unavailable("The server sends as many files as it can at once. Try again."));
        }
        open.put(tenant, own + 1);
        all++;
        return () -> leave(tenant);
    }

    private synchronized void leave(TenantId tenant) {
        all--;
        open.computeIfPresent(tenant, (_, own) -> own == 1 ? null : own - 1);
    }
}
