package org.argosy.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.argosy.storage.objects.ObjectStore.StoredObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ObjectStore} does. A subclass says how to open an empty one with parts of {@link #PART} bytes. */
abstract class ObjectStoreContract {

    static final int PART = 5 << 20;

    private S3ObjectStore store;

    /** A store on an empty bucket that lets {@code maxConnections} requests be open at once. */
    abstract S3ObjectStore open(int maxConnections);

    @BeforeEach
    void openStore() {
        store = open(16);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 7
            })
    void shouldReturnTheSameBytesWhenAStreamOfAnyLengthWasPut(int length) throws IOException {
        byte[] content = bytes(length);

        long stored = store.put("files/a", new ByteArrayInputStream(content));

        assertThat(stored).isEqualTo(length);
        assertThat(store.readFully("files/a", 0, length)).isEqualTo(content);
    }

    @Test
    void shouldReadEveryByteWhenTheStreamGivesFewAtATime() {
        byte[] content = bytes(300_000);
        InputStream trickle = new FilterInputStream(new ByteArrayInputStream(content)) {
            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                return super.read(b, off, Math.min(len, 997));
            }
        };

        store.put("files/a", trickle);

        assertThat(store.readFully("files/a", 0, content.length)).isEqualTo(content);
    }

    @Test
    void shouldReplaceTheObjectWhenItsKeyIsPutAgain() {
        store.put("files/a", new byte[] {1, 2, 3});
        store.put("files/a", new byte[] {4});

        assertThat(store.readFully("files/a", 0, 1)).containsExactly(4);
        assertThatThrownBy(() -> store.readFully("files/a", 0, 3)).isInstanceOf(ObjectStoreException.class);
    }

    @Test
    void shouldGiveTheRangeThatWasAskedFor() throws IOException {
        byte[] content = bytes(10_000);
        store.put("files/a", content);

        try (InputStream in = store.read("files/a", 1_234, 5_000)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 1_234, 6_234));
        }
        assertThat(store.readFully("files/a", 9_999, 1)).containsExactly(content[9_999]);
        assertThat(store.readFully("files/a", 10_000, 0)).isEmpty();
    }

    @Test
    void shouldServeOthersWhenReadersLeaveBytesUnread() throws IOException {
        store.put("files/a", bytes(3_000_000));

        for (int i = 0; i < 40; i++) {
            try (InputStream in = store.read("files/a", 0, 3_000_000)) {
                assertThat(in.read()).isNotNegative();
            }
        }
    }

    @Test
    void shouldRefuseWhenTheRangeGoesBeyondTheEnd() {
        store.put("files/a", new byte[10]);

        assertThatThrownBy(() -> store.read("files/a", 5, 10)).isInstanceOf(ObjectStoreException.class);
        assertThatThrownBy(() -> store.readFully("files/a", 20, 10)).isInstanceOf(ObjectStoreException.class);
    }

    @Test
    void shouldSayNotFoundWhenThereIsNoSuchObject() {
        assertThatThrownBy(() -> store.read("files/none", 0, 10)).isInstanceOf(ObjectNotFoundException.class);
        assertThatThrownBy(() -> store.readFully("files/none", 0, 10)).isInstanceOf(ObjectNotFoundException.class);
        assertThatThrownBy(() -> store.read("files/none", 0, 0)).isInstanceOf(ObjectNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, PART + 1_000})
    void shouldThrowTheStreamsExceptionAndKeepNothingWhenTheStreamFails(int after) {
        IllegalStateException unchecked = new IllegalStateException("too large");
        IOException checked = new IOException("gone");

        assertThatThrownBy(() -> store.put("files/a", failing(after, () -> {
                    throw unchecked;
                })))
                .isSameAs(unchecked);
        assertThatThrownBy(() -> store.put("files/b", failing(after, () -> {
                    throw checked;
                })))
                .isInstanceOf(UncheckedIOException.class)
                .hasCause(checked);
        assertThat(store.list("")).toIterable().isEmpty();
    }

    @Test
    void shouldLeaveTheStreamOpenWhenItWasStored() {
        boolean[] closed = {false};
        store.put("files/a", new ByteArrayInputStream(new byte[3]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        });

        assertThat(closed[0]).isFalse();
    }

    @Test
    void shouldListInKeyOrderOverManyPages() {
        List<String> keys =
                IntStream.range(0, 2_100).mapToObj("segments/%05d"::formatted).toList();
        inParallel(keys, key -> store.put(key, new byte[] {1, 2}));
        store.put("files/other", new byte[1]);

        List<StoredObject> listed = new ArrayList<>();
        store.list("segments/").forEachRemaining(listed::add);

        assertThat(listed).extracting(StoredObject::key).containsExactlyElementsOf(keys);
        assertThat(listed).extracting(StoredObject::bytes).containsOnly(2L);
        assertThat(listed.getFirst().lastModified())
                .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(60));

        store.delete(keys);
        assertThat(store.list("segments/")).toIterable().isEmpty();
        assertThat(store.list("files/")).toIterable().hasSize(1);
    }

    @Test
    void shouldListFoldersInKeyOrderWhenNamesShareAPrefix() {
        List<String> keys = List.of("bodies/2026-01-01/b/1", "bodies/2026-01-01/b/2", "bodies/2026-01-02/a/1");
        keys.reversed().forEach(key -> store.put(key, new byte[1]));

        assertThat(store.list("bodies/"))
                .toIterable()
                .extracting(StoredObject::key)
                .containsExactlyElementsOf(keys);
        assertThat(store.list("bodies/2026-01-02"))
                .toIterable()
                .extracting(StoredObject::key)
                .containsExactly("bodies/2026-01-02/a/1");
    }

    @Test
    void shouldDeleteWithoutErrorWhenSomeObjectsAreMissing() {
        store.put("files/a", new byte[1]);

        store.delete(List.of("files/none", "files/a"));
        store.delete(List.of("files/a"));
        store.delete(List.of());

        assertThat(store.list("")).toIterable().isEmpty();
    }

    @Test
    void shouldLetAnybodyReadWhenTheUrlIsPresigned() throws Exception {
        store.put("files/a", new byte[] {7, 8});

        URI url = URI.create(store.presign("files/a", Duration.ofMinutes(5)));

        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).containsExactly(7, 8);
        }
    }

    @Test
    void shouldServeOthersWhenAllConnectionsWouldBeTakenByIdleUploads() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (S3ObjectStore narrow = open(2);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> uploads = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(() -> narrow.put("files/slow" + i, failing(PART + 10, () -> {
                        release.await();
                        return -1;
                    }))))
                    .toList();

            Future<byte[]> other = threads.submit(() -> {
                narrow.put("files/quick", new byte[] {5});
                return narrow.readFully("files/quick", 0, 1);
            });
            assertThat(other.get(20, TimeUnit.SECONDS)).containsExactly(5);

            release.countDown();
            for (Future<Long> upload : uploads) {
                assertThat(upload.get(30, TimeUnit.SECONDS)).isEqualTo(PART + 10);
            }
        }
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** A stream that gives so many bytes and then whatever the callable does. */
    private static InputStream failing(int after, Callable<Integer> then) {
        InputStream end = new InputStream() {
            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                return read();
            }

            @Override
            public int read() throws IOException {
                try {
                    return then.call();
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(bytes(after)), end);
    }

    private static void inParallel(List<String> keys, Consumer<String> action) {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> done = new ArrayList<>();
            for (String key : keys) {
                done.add(threads.submit(() -> action.accept(key)));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
