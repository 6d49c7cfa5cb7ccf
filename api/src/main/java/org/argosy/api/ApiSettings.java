package org.argosy.api;

import java.time.Duration;
import org.argosy.api.batches.CompletionWindows;

/**
 * How the API serves.
 *
 * @param address to listen on
 * @param port to listen on; 0 for any free one
 * @param windows the completion windows that clients may ask for
 * @param idleTimeout after which a connection without a byte is cut
 * @param keyMemory how long a valid key is believed without asking the database
 * @param maxJsonBytes largest JSON body
 * @param maxHeaderBytes largest request line with its headers
 * @param shutdownGrace how long open requests may still run when the server stops
 */
public record ApiSettings(
        String address,
        int port,
        CompletionWindows windows,
        Duration idleTimeout,
        Duration keyMemory,
        int maxJsonBytes,
        int maxHeaderBytes,
        Duration shutdownGrace) {

    public ApiSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
        if (!idleTimeout.isPositive() || maxJsonBytes < 1 || maxHeaderBytes < 1) {
            throw new IllegalArgumentException("the API's timeouts and sizes must be positive");
        }
    }

    /** The defaults on loopback: 60 s without a byte, 1 MiB of JSON, 32 KiB of headers. */
    public static ApiSettings onLoopback(int port) {
        return new ApiSettings(
                "127.0.0.1",
                port,
                CompletionWindows.defaults(),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                1 << 20,
                32 << 10,
                Duration.ofSeconds(20));
    }

    public ApiSettings withAddress(String other) {
        return new ApiSettings(
                other, port, windows, idleTimeout, keyMemory, maxJsonBytes, maxHeaderBytes, shutdownGrace);
    }

    public ApiSettings withWindows(CompletionWindows other) {
        return new ApiSettings(
                address, port, other, idleTimeout, keyMemory, maxJsonBytes, maxHeaderBytes, shutdownGrace);
    }

    public ApiSettings withIdleTimeout(Duration other) {
        return new ApiSettings(address, port, windows, other, keyMemory, maxJsonBytes, maxHeaderBytes, shutdownGrace);
    }
}
