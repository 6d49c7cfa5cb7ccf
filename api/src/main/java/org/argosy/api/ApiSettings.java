package org.argosy.api;

import java.nio.file.Path;
import java.time.Duration;
import org.argosy.api.batches.CompletionWindows;

/**
 * How the API serves.
 *
 * @param address to listen on
 * @param port to listen on; 0 for any free one
 * @param windows the completion windows that clients may ask for
 * @param directUploads uploads that stream straight into the object store at once, each with one of its parts in memory;
 *     more go by way of the disk
 * @param spool existing directory for those
 * @param spoolBytes that they may have there together
 * @param downloads contents that may be read at once
 * @param tenantDownloads the same of one tenant
 * @param idleTimeout after which a connection without a byte is cut
 * @param keyMemory how long a valid key is believed without asking the database
 * @param maxJsonBytes largest JSON body, but for the requests in it
 * @param maxRequestBytes that requests in the body of a call which creates a batch may have together
 * @param maxHeaderBytes largest request line with its headers
 * @param shutdownGrace how long open requests may still run when the server stops
 */
public record ApiSettings(
        String address,
        int port,
        CompletionWindows windows,
        int directUploads,
        Path spool,
        long spoolBytes,
        int downloads,
        int tenantDownloads,
        Duration idleTimeout,
        Duration keyMemory,
        int maxJsonBytes,
        int maxRequestBytes,
        int maxHeaderBytes,
        Duration shutdownGrace) {

    public ApiSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
        if (!idleTimeout.isPositive()
                || directUploads < 1
                || spoolBytes < 0
                || downloads < 1
                || tenantDownloads < 1
                || maxJsonBytes < 1
                || maxRequestBytes < 1
                || maxHeaderBytes < 1) {
            throw new IllegalArgumentException("the API's timeouts and sizes must be positive");
        }
    }

    /**
     * The defaults on loopback: 8 direct uploads, 16 GB of disk for others, 96 downloads and 32 of one tenant, 60 s without a byte, 1 MiB of JSON, 10 MB of requests in it, 32 KiB of headers, 20 s to end open
     * requests, the system's directory for temporary files.
     */
    public static ApiSettings onLoopback(int port) {
        return new ApiSettings(
                "127.0.0.1",
                port,
                CompletionWindows.defaults(),
                8,
                Path.of(System.getProperty("java.io.tmpdir")),
                16_000_000_000L,
                96,
                32,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                1 << 20,
                10_000_000,
                32 << 10,
                Duration.ofSeconds(20));
    }

    public ApiSettings withAddress(String other) {
        return with(other, windows, directUploads, spool, spoolBytes, downloads, tenantDownloads, idleTimeout);
    }

    public ApiSettings withWindows(CompletionWindows other) {
        return with(address, other, directUploads, spool, spoolBytes, downloads, tenantDownloads, idleTimeout);
    }

    public ApiSettings withDirectUploads(int other) {
        return with(address, windows, other, spool, spoolBytes, downloads, tenantDownloads, idleTimeout);
    }

    public ApiSettings withSpoolBytes(long other) {
        return with(address, windows, directUploads, spool, other, downloads, tenantDownloads, idleTimeout);
    }

    /**
     * @param directory exists
     */
    public ApiSettings withSpool(Path directory) {
        return with(address, windows, directUploads, directory, spoolBytes, downloads, tenantDownloads, idleTimeout);
    }

    public ApiSettings withIdleTimeout(Duration other) {
        return with(address, windows, directUploads, spool, spoolBytes, downloads, tenantDownloads, other);
    }

    /**
     * @param all contents that may be read at once
     * @param ofTenant the same of one tenant
     */
    public ApiSettings withDownloads(int all, int ofTenant) {
        return with(address, windows, directUploads, spool, spoolBytes, all, ofTenant, idleTimeout);
    }

    private ApiSettings with(
            String newAddress,
            CompletionWindows newWindows,
            int newDirectUploads,
            Path newSpool,
            long newSpoolBytes,
            int newDownloads,
            int newTenantDownloads,
            Duration newIdleTimeout) {
        return new ApiSettings(
                newAddress,
                port,
                newWindows,
                newDirectUploads,
                newSpool,
                newSpoolBytes,
                newDownloads,
                newTenantDownloads,
                newIdleTimeout,
                keyMemory,
                maxJsonBytes,
                maxRequestBytes,
                maxHeaderBytes,
                shutdownGrace);
    }
}
