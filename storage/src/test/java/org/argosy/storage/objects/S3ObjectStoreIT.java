package org.argosy.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.argosy.ops.embedded.ObjectStoreConnection;
import org.argosy.ops.embedded.testing.EmbeddedStack;
import org.junit.jupiter.api.Test;

class S3ObjectStoreIT extends ObjectStoreContract {

    private final ObjectStoreConnection bucket = EmbeddedStack.freshBucket();

    @Override
    S3ObjectStore open(int maxConnections) {
        return new S3ObjectStore(settings(bucket.endpoint(), bucket.secretKey(), maxConnections));
    }

    @Test
    void shouldSayThatTheStoreFailedWhenNobodyListens() {
        try (S3ObjectStore nowhere =
                new S3ObjectStore(settings(URI.create("http://127.0.0.1:1"), bucket.secretKey(), 4))) {
            assertThatThrownBy(() -> nowhere.put("files/a", new byte[1]))
                    .isExactlyInstanceOf(ObjectStoreException.class)
                    .hasMessageContaining("files/a");
            assertThatThrownBy(() -> nowhere.list("files/").hasNext()).isExactlyInstanceOf(ObjectStoreException.class);
        }
    }

    @Test
    void shouldSayThatTheStoreRefusesWhenTheSecretIsWrong() {
        try (S3ObjectStore stranger = new S3ObjectStore(settings(bucket.endpoint(), "not-the-secret", 4))) {
            assertThatThrownBy(() -> stranger.readFully("files/a", 0, 1))
                    .isExactlyInstanceOf(ObjectStoreRefusedException.class)
                    .hasMessageContaining("files/a");
        }
    }

    @Test
    void shouldStopWaitingWhenTheThreadIsInterrupted() throws IOException {
        // Takes connections and never answers, so that the call cannot be over before it is waited for.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                S3ObjectStore store = new S3ObjectStore(
                        settings(URI.create("http://127.0.0.1:" + silent.getLocalPort()), bucket.secretKey(), 1))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> store.put("files/a", new byte[1])).isInstanceOf(ObjectStoreException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private ObjectStoreSettings settings(URI endpoint, String secret, int maxConnections) {
        return new ObjectStoreSettings(
                endpoint,
                ObjectStoreSettings.DEFAULT_REGION,
                bucket.bucket(),
                bucket.accessKey(),
                secret,
                PART,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                maxConnections);
    }
}
