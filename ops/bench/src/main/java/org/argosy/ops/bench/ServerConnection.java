package org.argosy.ops.bench;

import java.net.URI;

/** Where a batch server is and the key it wants. The URL may end in {@code /v1} or not. */
public record ServerConnection(URI url, String apiKey) {

    URI resolve(String path) {
        String root = url.toString().replaceAll("/+$", "");
        return URI.create((root.endsWith("/v1") ? root : root + "/v1") + path);
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "ServerConnection[" + url + "]";
    }
}
