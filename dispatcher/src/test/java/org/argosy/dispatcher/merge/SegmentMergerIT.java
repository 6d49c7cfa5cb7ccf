package org.argosy.dispatcher.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.argosy.dispatcher.testing.Stores;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.Segment;
import org.argosy.storage.db.ExclusiveWork;
import org.argosy.storage.db.MergeRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SegmentMergerIT {

    private static final MergeSettings SETTINGS = new MergeSettings(Duration.ofMillis(20), 10, 4);

    private final Stores stores = new Stores();

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void shouldMergeUntilTheFileHasFewSegmentsAndTheSameBytes() throws Exception {
        List<byte[]> content = lines(0, 37);
        FileId file = stores.addFile(FilePurpose.BATCH_OUTPUT, Instant.now(), Optional.empty(), content);

        try (SegmentMerger merger = merger()) {
            merger.mergeAll();
        }

        List<Segment> segments = stores.files().segments(file);
        assertThat(segments).hasSizeLessThanOrEqualTo(10);
        assertThat(segments).extracting(Segment::ordinal).isSorted();
        assertThat(segments.stream().mapToLong(Segment::lines).sum()).isEqualTo(37);
        assertThat(read(segments)).isEqualTo(concat(content));
        assertThat(stores.keys())
                .as("replaced objects stay for those who read them")
                .hasSizeGreaterThan(37);
        assertThat(stores.count("retired_object")).isEqualTo(37 + 1 - segments.size());
    }

    @Test
    void shouldLeaveInputFilesAlone() throws Exception {
        FileId file = stores.addFile(FilePurpose.BATCH, Instant.now(), Optional.empty(), lines(0, 12));

        try (SegmentMerger merger = merger()) {
            merger.mergeAll();
        }

        assertThat(stores.files().segments(file)).hasSize(12);
    }

    @Test
    void shouldKeepEveryByteWhenTwoMergersWorkWhileTheFileGrows() {
        List<byte[]> content = new ArrayList<>(lines(0, 5));
        FileId file = stores.addFile(FilePurpose.BATCH_OUTPUT, Instant.now(), Optional.empty(), content);

        try (SegmentMerger first = merger();
                SegmentMerger second = merger()) {
            first.start();
            second.start();
            for (int i = 5; i < 150; i++) {
                byte[] line = lines(i, i + 1).getFirst();
                Segment segment = new Segment(i, "segments/grow/" + Ids.withPrefix("seg_"), line.length, 1);
                stores.objects.put(segment.objectKey(), line);
                stores.addSegment(file, segment);
                content.add(line);
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> stores.files().segments(file).size() <= 10);
        }

        assertThat(read(stores.files().segments(file))).isEqualTo(concat(content));
    }

    @Test
    void shouldGoOnWithOtherFilesWhenAnObjectIsMissing() throws Exception {
        FileId broken = stores.addFile(FilePurpose.BATCH_OUTPUT, Instant.now(), Optional.empty(), lines(0, 20));
        FileId whole = stores.addFile(FilePurpose.BATCH_OUTPUT, Instant.now(), Optional.empty(), lines(0, 12));
        // In the middle, so that it is a part of every run that is long enough.
        stores.objects.delete(List.of(stores.files().segments(broken).get(10).objectKey()));

        try (SegmentMerger merger = merger()) {
            merger.mergeAll();
        }

        assertThat(stores.files().segments(broken)).hasSize(20);
        assertThat(stores.files().segments(whole)).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void shouldGoOnWithOtherFilesWhenAnObjectIsShorterThanItShouldBe() throws Exception {
        FileId broken = stores.addFile(FilePurpose.BATCH_OUTPUT, Instant.now(), Optional.empty(), lines(0, 20));
        FileId whole = stores.addFile(FilePurpose.BATCH_OUTPUT, Instant.now(), Optional.empty(), lines(0, 12));
        stores.objects.put(stores.files().segments(broken).get(10).objectKey(), new byte[1]);

        try (SegmentMerger merger = merger()) {
            merger.mergeAll();
        }

        assertThat(stores.files().segments(broken)).hasSize(20);
        assertThat(stores.files().segments(whole)).hasSizeLessThanOrEqualTo(10);
    }

    private SegmentMerger merger() {
        return new SegmentMerger(
                new MergeRepository(stores.database.jdbi()),
                new ExclusiveWork(stores.database.jdbi()),
                stores.objects,
                SETTINGS,
                Clock.systemUTC());
    }

    private byte[] read(List<Segment> segments) {
        return concat(segments.stream()
                .map(s -> stores.objects.readFully(s.objectKey(), 0, Math.toIntExact(s.bytes())))
                .toList());
    }

    private static List<byte[]> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> ("{\"line\":" + i + "}\n").getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] concat(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
