package org.argosy.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.errors.ErrorResponseException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedObjectStoreIT {

    private static final long MIB = 1 << 20;

    @TempDir
    private Path directory;

    private EmbeddedObjectStore store;
    private MinioClient client;

    @BeforeEach
    void start() {
        store = EmbeddedObjectStore.start(directory);
        client = client(store.connection().secretKey());
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void shouldReadRangesOfAnUploadOfUnknownLength() throws Exception {
        client.putObject(
                PutObjectArgs.builder().bucket("argosy").object("big").stream(new Counting(64 * MIB), -1L, 8 * MIB)
                        .build());

        assertThat(client.statObject(StatObjectArgs.builder()
                                .bucket("argosy")
                                .object("big")
                                .build())
                        .size())
                .isEqualTo(64 * MIB);
        long offset = 8 * MIB - 5;
        try (InputStream range = client.getObject(GetObjectArgs.builder()
                .bucket("argosy")
                .object("big")
                .offset(offset)
                .length(10L)
                .build())) {
            assertThat(range.readAllBytes()).isEqualTo(new Counting(64 * MIB).slice(offset, 10));
        }
    }

    @Test
    void shouldRefuseASecondWriteWhenTheKeyMustNotExist() throws Exception {
        List<Future<Boolean>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                String body = "writer " + i;
                writers.add(threads.submit(() -> claimed("claim/key", body)));
            }
        }
        int winners = 0;
        for (Future<Boolean> writer : writers) {
            winners += writer.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
    }

    @Test
    void shouldListByPrefixAndForgetWhatIsDeleted() throws Exception {
        for (String key : List.of("a/1", "a/2", "a/b/3", "c/4")) {
            put(key, "x");
        }
        assertThat(list("a/")).containsExactlyInAnyOrder("a/1", "a/2", "a/b/3");

        client.removeObject(
                RemoveObjectArgs.builder().bucket("argosy").object("a/1").build());

        assertThat(list("a/")).containsExactlyInAnyOrder("a/2", "a/b/3");
        assertThat(list("")).hasSize(3);
    }

    @Test
    void shouldKeepWritingWhenOthersDeleteTheLastObjectOfThePrefix() throws Exception {
        List<Future<?>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                String key = "deep/er/" + i;
                writers.add(threads.submit(() -> {
                    for (int round = 0; round < 50; round++) {
                        put(key, "x");
                        client.removeObject(RemoveObjectArgs.builder()
                                .bucket("argosy")
                                .object(key)
                                .build());
                    }
                    return null;
                }));
            }
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        assertThat(list("deep/")).isEmpty();
    }

    @Test
    void shouldRefuseAStrangerAndKeepItsCredentialWhenItIsRestarted() throws Exception {
        put("kept", "value");
        ObjectStoreConnection before = store.connection();

        store.restart();

        assertThat(store.connection()).isEqualTo(before);
        try (InputStream body = client.getObject(
                GetObjectArgs.builder().bucket("argosy").object("kept").build())) {
            assertThat(body.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("value");
        }
        assertThatThrownBy(() -> client("0".repeat(40))
                        .statObject(StatObjectArgs.builder()
                                .bucket("argosy")
                                .object("kept")
                                .build()))
                .isInstanceOf(ErrorResponseException.class);
        assertThat(before.toString()).doesNotContain(before.secretKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("secret-key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldSweepUploadsThatNobodyFinishedWhenTheyAreADayOld() throws Exception {
        Path old = Files.createDirectories(directory.resolve("objects/argosy/.mpus-old-files"));
        Files.writeString(old.resolve("key-1"), "part");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path young = Files.writeString(directory.resolve("objects/argosy/.mpus-young-key-1"), "part");

        store.restart();

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    private MinioClient client(String secretKey) {
        ObjectStoreConnection connection = store.connection();
        return MinioClient.builder()
                .endpoint(connection.endpoint().toString())
                .credentials(connection.accessKey(), secretKey)
                .build();
    }

    private boolean claimed(String key, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try {
            client.putObject(PutObjectArgs.builder().bucket("argosy").object(key).stream(
                            new ByteArrayInputStream(bytes), (long) bytes.length, -1L)
                    .extraHeaders(Map.of("If-None-Match", "*"))
                    .build());
            return true;
        } catch (ErrorResponseException e) {
            assertThat(e.response().code()).isEqualTo(412);
            return false;
        }
    }

    private void put(String key, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        client.putObject(PutObjectArgs.builder().bucket("argosy").object(key).stream(
                        new ByteArrayInputStream(bytes), (long) bytes.length, -1L)
                .build());
    }

    private List<String> list(String prefix) throws Exception {
        List<String> keys = new ArrayList<>();
        for (var result : client.listObjects(ListObjectsArgs.builder()
                .bucket("argosy")
                .prefix(prefix)
                .recursive(true)
                .build())) {
            keys.add(result.get().objectName());
        }
        return keys;
    }

    /** Bytes that tell their own position, without an array of all of them. */
    private static final class Counting extends InputStream {

        private final long length;
        private long position;

        Counting(long length) {
            this.length = length;
        }

        byte[] slice(long offset, int count) {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++) {
                bytes[i] = at(offset + i);
            }
            return bytes;
        }

        private static byte at(long position) {
            return (byte) (position * 31 + (position >> 13));
        }

        @Override
        public int read() {
            return position == length ? -1 : at(position++) & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int wanted) {
            int count = (int) Math.min(wanted, length - position);
            if (count == 0) {
                return -1;
            }
            for (int i = 0; i < count; i++) {
                buffer[offset + i] = at(position++);
            }
            return count;
        }
    }
}
