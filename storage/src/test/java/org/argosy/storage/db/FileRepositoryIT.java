package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.Page;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.TenantId;
import org.argosy.storage.objects.ObjectKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileRepositoryIT {

    private final Fixture fixture = new Fixture();
    private final FileRepository files = new FileRepository(fixture.database.jdbi());

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"input.jsonl", "", "ä 語 🎉.jsonl", "a'b\"c\\d\n\t"})
    void shouldFindTheFileAsItWasAdded(String filename) {
        StoredFile file = Fixture.file(fixture.anna, filename, NOW, Optional.of(NOW.plusSeconds(60)));
        Segment segment = new Segment(0, ObjectKeys.file(file.id()), 10, 2);
        files.addUploaded(file, segment);

        assertThat(files.find(fixture.anna, file.id(), NOW)).contains(file);
        assertThat(files.segments(file.id())).containsExactly(segment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\ud83c", "\udf89x"})
    void shouldSayThatTheTextCannotBeStored(String text) {
        StoredFile file = Fixture.file(fixture.anna, text, NOW, Optional.empty());

        assertThatThrownBy(() -> files.addUploaded(file, new Segment(0, ObjectKeys.file(file.id()), 10, 0)))
                .isInstanceOf(UnstorableTextException.class);
        assertThatThrownBy(() -> files.find(fixture.anna, new FileId(text), NOW))
                .isInstanceOf(UnstorableTextException.class);
    }

    @Test
    void shouldHideTheFileWhenAnotherTenantAsks() {
        FileId file = fixture.addFile(fixture.anna, NOW);

        assertThat(files.find(fixture.ben, file, NOW)).isEmpty();
        assertThat(list(fixture.ben, Optional.empty(), SortOrder.NEWEST_FIRST).items())
                .isEmpty();
        assertThat(files.delete(fixture.ben, file, NOW)).isFalse();
        assertThat(files.find(fixture.anna, file, NOW)).isPresent();
    }

    @Test
    void shouldHideTheFileFromTheMomentItExpires() {
        StoredFile file = Fixture.file(fixture.anna, "a", NOW, Optional.of(NOW.plusSeconds(60)));
        files.addUploaded(file, new Segment(0, ObjectKeys.file(file.id()), 10, 0));

        assertThat(files.find(fixture.anna, file.id(), NOW.plusSeconds(59))).isPresent();
        assertThat(files.find(fixture.anna, file.id(), NOW.plusSeconds(60))).isEmpty();
        assertThat(files.list(
                                fixture.anna,
                                Optional.empty(),
                                Optional.empty(),
                                10,
                                SortOrder.NEWEST_FIRST,
                                NOW.plusSeconds(60))
                        .items())
                .isEmpty();
        assertThat(files.delete(fixture.anna, file.id(), NOW.plusSeconds(60))).isFalse();
    }

    @Test
    void shouldDeleteOnce() {
        FileId file = fixture.addFile(fixture.anna, NOW);

        assertThat(files.delete(fixture.anna, file, NOW)).isTrue();
        assertThat(files.delete(fixture.anna, file, NOW)).isFalse();
        assertThat(files.find(fixture.anna, file, NOW)).isEmpty();
        assertThat(files.segments(file)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(SortOrder.class)
    void shouldPageThroughEveryFileOnceWhenTheyWereMadeAtTheSameTime(SortOrder order) {
        List<FileId> made = new ArrayList<>(IntStream.range(0, 7)
                .mapToObj(i -> fixture.addFile(fixture.anna, NOW))
                .toList());
        fixture.addFile(fixture.ben, NOW);
        if (order == SortOrder.NEWEST_FIRST) {
            Collections.reverse(made);
        }

        List<FileId> listed = new ArrayList<>();
        Page<StoredFile> page = list(fixture.anna, Optional.empty(), order);
        page.items().forEach(f -> listed.add(f.id()));
        while (page.hasMore()) {
            page = list(fixture.anna, Optional.of(listed.getLast()), order);
            page.items().forEach(f -> listed.add(f.id()));
        }

        assertThat(listed).containsExactlyElementsOf(made);
    }

    @Test
    void shouldGoOnBehindAFileThatWasDeletedMeanwhile() {
        FileId first = fixture.addFile(fixture.anna, NOW);
        FileId second = fixture.addFile(fixture.anna, NOW.plusSeconds(1));
        files.delete(fixture.anna, second, NOW);

        assertThat(list(fixture.anna, Optional.of(second), SortOrder.NEWEST_FIRST)
                        .items())
                .extracting(StoredFile::id)
                .containsExactly(first);
    }

    @Test
    void shouldGiveAnEmptyPageWhenTheCursorIsUnknownOrForeign() {
        fixture.addFile(fixture.anna, NOW);
        FileId foreign = fixture.addFile(fixture.ben, NOW.plusSeconds(1));

        for (FileId cursor : List.of(foreign, Ids.file())) {
            Page<StoredFile> page = list(fixture.anna, Optional.of(cursor), SortOrder.NEWEST_FIRST);
            assertThat(page.items()).isEmpty();
            assertThat(page.hasMore()).isFalse();
        }
    }

    @Test
    void shouldListOnePurposeWhenAsked() {
        fixture.addFile(fixture.anna, NOW);

        assertThat(files.list(
                                fixture.anna,
                                Optional.of(FilePurpose.BATCH_OUTPUT),
                                Optional.empty(),
                                5,
                                SortOrder.NEWEST_FIRST,
                                NOW)
                        .items())
                .isEmpty();
        assertThat(files.list(
                                fixture.anna,
                                Optional.of(FilePurpose.BATCH),
                                Optional.empty(),
                                5,
                                SortOrder.NEWEST_FIRST,
                                NOW)
                        .items())
                .hasSize(1);
    }

    @Test
    void shouldShowAPendingFileWithTheLengthOfItsSegmentsOnceItIsPublished() {
        StoredFile pending = Fixture.file(fixture.anna, "out.jsonl", NOW, Optional.empty());
        StoredFile empty = Fixture.file(fixture.anna, "err.jsonl", NOW, Optional.empty());
        fixture.database.jdbi().useTransaction(tx -> {
            FileRepository.addPending(tx, pending);
            FileRepository.addPending(tx, empty);
            FileRepository.insertSegment(tx, pending.id(), new Segment(4, "segments/b", 30, 3));
            FileRepository.insertSegment(tx, pending.id(), new Segment(2, "segments/a", 12, 1));
        });
        assertThat(files.find(fixture.anna, pending.id(), NOW)).isEmpty();

        fixture.database.jdbi().useTransaction(tx -> {
            assertThat(FileRepository.publish(tx, pending.id(), NOW.plusSeconds(5), Optional.empty()))
                    .isTrue();
            assertThat(FileRepository.publish(tx, empty.id(), NOW.plusSeconds(5), Optional.empty()))
                    .isFalse();
        });

        assertThat(files.find(fixture.anna, pending.id(), NOW))
                .hasValueSatisfying(f -> assertThat(f.bytes()).isEqualTo(42));
        assertThat(fixture.count("file")).isEqualTo(1);
        assertThat(files.segments(pending.id())).extracting(Segment::ordinal).containsExactly(2, 4);
    }

    private Page<StoredFile> list(TenantId tenant, Optional<FileId> after, SortOrder order) {
        return files.list(tenant, Optional.empty(), after, 3, order, NOW.plusSeconds(100));
    }
}
