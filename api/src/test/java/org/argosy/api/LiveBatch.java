package org.argosy.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.argosy.storage.BatchId;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.objects.ObjectKeys;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A batch whose lines finish when a test says so, as the collector would write them. */
final class LiveBatch {

    private final RunningApi api;
    private final Jdbi jdbi;
    private final BatchId id;
    private final FileId output = Ids.file();
    private final FileId error = Ids.file();
    private final FileId provenance = Ids.file();
    private final List<String> finished = new ArrayList<>();
    private final SortedSet<Integer> numbers = new TreeSet<>();
    private int ordinal;

    private LiveBatch(RunningApi api, BatchId id) {
        this.api = api;
        this.jdbi = api.database().jdbi();
        this.id = id;
    }

    /** A batch of the first tenant that is still being validated. */
    static LiveBatch create(RunningApi api) {
        String body = "{\"input_file_id\":\"file-1\",\"endpoint\":\"/v1/responses\",\"completion_window\":\"24h\"}";
        var response = api.send(api.request("/v1/batches")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        return new LiveBatch(
                api, new BatchId(RunningApi.json(response).get("id").stringValue()));
    }

    BatchId id() {
        return id;
    }

    /** Every line so far, in the order in which they finished. */
    List<String> finished() {
        return finished;
    }

    LiveBatch start(int total) {
        jdbi.useTransaction(tx -> {
            addFile(tx, output);
            addFile(tx, error);
            addFile(tx, provenance);
            tx.execute(
                    "update batch set status = 'in_progress', in_progress_at = now(), total = ? where id = ?",
                    total,
                    id.value());
            tx.execute(
                    "insert into progress (batch_id, completed_lines, output_file_id, error_file_id,"
                            + " provenance_file_id, updated_at) values (?, ?, ?, ?, ?, now())",
                    id.value(),
                    new byte[] {0x3a, 0x30, 0, 0, 0, 0, 0, 0},
                    output.value(),
                    error.value(),
                    provenance.value());
        });
        return this;
    }

    private void addFile(Handle tx, FileId file) {
        tx.execute(
                "insert into file (id, tenant_id, purpose, filename, bytes, created_at)"
                        + " select ?, tenant_id, ?, 'f', 0, now() from batch where id = ?",
                file.value(),
                FilePurpose.BATCH_OUTPUT.wireName(),
                id.value());
    }

    /** One flush: positive numbers are lines that succeeded, negative ones lines that did not. */
    LiveBatch finish(int... lines) {
        String[] padded = new String[lines.length];
        for (int i = 0; i < lines.length; i++) {
            padded[i] = "é\\n".repeat(i % 3);
        }
        return finish(lines, padded);
    }

    LiveBatch finish(int[] lines, String... texts) {
        StringBuilder good = new StringBuilder();
        StringBuilder bad = new StringBuilder();
        StringBuilder how = new StringBuilder();
        int completed = 0;
        for (int i = 0; i < lines.length; i++) {
            int number = Math.abs(lines[i]);
            numbers.add(number);
            boolean success = lines[i] > 0;
            String line = "{\"id\":\"batch_req_" + number + "\",\"custom_id\":\"c" + number + "\", \"t\":\"" + texts[i]
                    + "\"}";
            finished.add(line);
            (success ? good : bad).append(line).append('\n');
            completed += success ? 1 : 0;
            String outcome =
                    success ? "\"status_code\":200" : number % 2 == 0 ? "\"status_code\":500" : "\"error\":\"x\"";
            how.append("{\"line\":%d,\"custom_id\":\"c\\\"ü%d\",%s,\"failures\":[{\"status_code\":200}]}\n"
                    .formatted(number, number, outcome));
        }
        int ok = completed;
        jdbi.useTransaction(tx -> {
            addSegment(tx, output, good, ok);
            addSegment(tx, error, bad, lines.length - ok);
            addSegment(tx, provenance, how, lines.length);
            tx.execute(
                    "update progress set completed_lines = ?, version = version + 1, completed = completed + ?, failed = failed + ?,"
                            + " updated_at = now() where batch_id = ?",
                    bytes(numbers),
                    ok,
                    lines.length - ok,
                    id.value());
        });
        ordinal++;
        return this;
    }

    /** A Roaring bitmap of one array container, which holds up to 4,096 numbers below 65,536. */
    private static byte[] bytes(SortedSet<Integer> lines) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + 2 * lines.size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0x303a)
                .putInt(1)
                .putShort((short) 0)
                .putShort((short) (lines.size() - 1))
                .putInt(16);
        lines.forEach(line -> bytes.putShort(line.shortValue()));
        return bytes.array();
    }

    private void addSegment(Handle tx, FileId file, CharSequence content, int lines) {
        if (lines > 0) {
            byte[] bytes = content.toString().getBytes(UTF_8);
            String key = ObjectKeys.segment(id);
            api.objects().put(key, bytes);
            tx.execute(
                    "insert into segment (file_id, ordinal, object_key, bytes, lines) values (?, ?, ?, ?, ?)",
                    file.value(),
                    ordinal,
                    key,
                    bytes.length,
                    lines);
        }
    }

    /** Puts one segment in the place of all of a file's. */
    void merge() {
        for (FileId file : List.of(output, error, provenance)) {
            StringBuilder all = new StringBuilder();
            jdbi.useTransaction(tx -> {
                tx.createQuery("select object_key, bytes from segment where file_id = ? order by ordinal")
                        .bind(0, file.value())
                        .map((rs, ctx) -> new String(api.objects().readFully(rs.getString(1), 0, rs.getInt(2)), UTF_8))
                        .forEach(all::append);
                tx.execute("delete from segment where file_id = ?", file.value());
                int before = ordinal;
                ordinal = 0;
                addSegment(
                        tx,
                        file,
                        all,
                        Math.toIntExact(all.chars().filter(c -> c == '\n').count()));
                ordinal = before;
            });
        }
    }

    /** Ends it as completed. */
    void end() {
        jdbi.useTransaction(tx -> {
            tx.execute(
                    "update file set ready_at = now(), expires_at = now() + interval '1 day'"
                            + " where id in (?, ?, ?) and exists (select 1 from segment s where s.file_id = file.id)",
                    output.value(),
                    error.value(),
                    provenance.value());
            tx.execute(
                    "delete from file where id in (?, ?, ?) and ready_at is null",
                    output.value(),
                    error.value(),
                    provenance.value());
            tx.execute(
                    "update batch set status = 'completed', finalizing_at = now(), completed_at = now(),"
                            + " output_file_id = (select id from file where id = ?),"
                            + " error_file_id = (select id from file where id = ?) where id = ?",
                    output.value(),
                    error.value(),
                    id.value());
        });
    }

    FileId outputFile() {
        return output;
    }
}
