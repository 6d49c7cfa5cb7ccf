package org.argosy.api.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.argosy.storage.Segment;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceStreamTest {

    private static final int LARGEST = 100_000;

    private final MemoryStore store = new MemoryStore();
    private final List<Segment> segments = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldReadAnyRangeOfAnySegments(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            byte[] bytes = new byte[random.nextInt(3) * random.nextInt(200_000)];
            random.nextBytes(bytes);
            all.write(bytes);
            segment(bytes);
        }
        int from = random.nextInt(all.size() + 1);
        int to = from + random.nextInt(all.size() - from + 1);
        byte[] expected = Arrays.copyOfRange(all.toByteArray(), from, to);

        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        try (PieceStream stream = open(from, to - from)) {
            stream.transferTo(copied);
        }
        byte[] read;
        try (PieceStream stream = open(from, to - from)) {
            int first = stream.read();
            byte[] rest = stream.readAllBytes();
            read = new byte[first < 0 ? 0 : 1 + rest.length];
            if (first >= 0) {
                read[0] = (byte) first;
                System.arraycopy(rest, 0, read, 1, rest.length);
            }
        }

        assertThat(copied.toByteArray()).isEqualTo(expected);
        assertThat(read).isEqualTo(expected);
        assertThat(store.asked).allSatisfy(length -> assertThat(length).isBetween(1, LARGEST));
    }

    @Test
    void shouldFetchOnePieceAheadAndNoMore() throws IOException {
        segment(new byte[1_000_000]);
        try (PieceStream stream = open(0, 1_000_000)) {
            stream.fill();
            assertThat(store.asked).as("who wants but little").containsExactly(32_768);

            stream.skipNBytes(32_768);
            stream.read();
            await().untilAsserted(() -> assertThat(store.asked).containsExactly(32_768, 65_536, LARGEST));
            stream.skipNBytes(65_535);

            assertThat(store.asked).hasSize(3);
            assertThat(store.open).hasValue(0);
        }
    }

    @Test
    void shouldTryAgainWhatFailsForAMoment() throws IOException {
        segment(new byte[300_000]);
        store.failures.set(2);
        try (PieceStream stream = open(0, 300_000)) {
            assertThat(stream.readNBytes(200_000)).hasSize(200_000);
            store.failures.set(2);
            assertThat(stream.readAllBytes()).hasSize(100_000);
        }
    }

    @Test
    void shouldGiveUpOnAStoreThatIsAwayAndOnWhatIsGone() throws IOException {
        segment(new byte[300_000]);
        store.failures.set(Integer.MAX_VALUE);
        try (PieceStream stream = open(0, 300_000)) {
            assertThatThrownBy(stream::read)
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(ObjectStoreException.class);
        }
        store.failures.set(0);
        store.delete(List.of("0"));
        try (PieceStream stream = open(0, 300_000)) {
            assertThatThrownBy(stream::read).hasCauseInstanceOf(ObjectNotFoundException.class);
        }
    }

    @Test
    void shouldRefuseARangeThatIsNotThere() {
        segment(new byte[10]);

        assertThatThrownBy(() -> open(5, 6)).hasMessage("it should have at least 11 bytes, its segments have 10");
    }

    private PieceStream open(long offset, long length) throws IOException {
        return new PieceStream(store, new Pieces("it", segments, offset, length, LARGEST));
    }

    private void segment(byte[] bytes) {
        String key = Integer.toString(segments.size());
        store.put(key, bytes);
        segments.add(new Segment(segments.size(), key, bytes.length, 0));
    }
}
