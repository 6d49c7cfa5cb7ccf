package org.argosy.dispatcher.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.FailedAttempt;
import org.argosy.schemas.avro.Failure;
import org.argosy.schemas.avro.Outcome;
import org.argosy.schemas.avro.Provenance;
import org.argosy.schemas.avro.TokenUsage;

/**
 * Tells how a line came about, as a JSON object. The file of these is also the order in which lines finished: its entries
 * of a 2xx status are the lines of the output file, and all others those of the error file, each in the same order.
 */
public final class ProvenanceLine {

    private static final byte[] LINE = "{\"line\":".getBytes(UTF_8);
    private static final byte[] CUSTOM_ID = ",\"custom_id\":".getBytes(UTF_8);
    private static final byte[] STATUS = ",\"status_code\":".getBytes(UTF_8);
    private static final byte[] ERROR = ",\"error\":".getBytes(UTF_8);
    private static final byte[] CLUSTER = ",\"cluster\":".getBytes(UTF_8);
    private static final byte[] MODEL = ",\"model\":".getBytes(UTF_8);
    private static final byte[] ATTEMPTS = ",\"attempts\":".getBytes(UTF_8);
    private static final byte[] STARTED = ",\"started_at\":".getBytes(UTF_8);
    private static final byte[] ENDED = ",\"ended_at\":".getBytes(UTF_8);
    private static final byte[] INPUT = ",\"input_tokens\":".getBytes(UTF_8);
    private static final byte[] OUTPUT = ",\"output_tokens\":".getBytes(UTF_8);
    private static final byte[] WORKER = ",\"worker\":".getBytes(UTF_8);
    private static final byte[] FAILURES = ",\"failures\":[".getBytes(UTF_8);
    private static final byte[] IGNORED = ",\"ignored_parameters\":[".getBytes(UTF_8);
    private static final byte[] FAILED_CLUSTER = "{\"cluster\":".getBytes(UTF_8);
    private static final byte[] AT = ",\"at\":".getBytes(UTF_8);
    private static final byte[] MILLIS = ",\"milliseconds\":".getBytes(UTF_8);
    private static final byte[] REASON = ",\"reason\":".getBytes(UTF_8);

    private ProvenanceLine() {}

    /** One line of the file. */
    static void put(LineBuffer out, Outcome outcome) {
        putObject(out, outcome);
        out.put((byte) '\n');
    }

    /** The line of the file of a request that was never sent. */
    public static void putUnsent(LineBuffer out, int line, String customId, String code, Instant endedAt) {
        out.put(LINE).putNumber(line).put(CUSTOM_ID).putString(customId);
        out.put(ERROR).putString(code).put(ATTEMPTS).putNumber(0);
        putTime(out.put(ENDED), endedAt);
        out.put((byte) '}').put((byte) '\n');
    }

    /** The object alone. */
    static void putObject(LineBuffer out, Outcome outcome) {
        Provenance provenance = outcome.getProvenance();
        out.put(LINE).putNumber(outcome.getLine()).put(CUSTOM_ID).putString(outcome.getCustomId());
        if (outcome.getResult() instanceof Answer answer) {
            out.put(STATUS).putNumber(answer.getStatusCode());
        } else if (outcome.getResult() instanceof Failure failure) {
            out.put(ERROR).putString(failure.getCode());
        }
        if (!provenance.getCluster().isEmpty()) {
            out.put(CLUSTER).putString(provenance.getCluster());
            out.put(MODEL).putString(provenance.getRemoteModel());
        }
        out.put(ATTEMPTS).putNumber(provenance.getAttempts());
        putTime(out.put(STARTED), provenance.getStartedAt());
        putTime(out.put(ENDED), provenance.getEndedAt());
        TokenUsage usage = outcome.getUsage();
        if (usage != null) {
            out.put(INPUT).putEscaped(Long.toString(usage.getInputTokens()));
            out.put(OUTPUT).putEscaped(Long.toString(usage.getOutputTokens()));
        }
        out.put(WORKER).putString(provenance.getWorker());
        if (!provenance.getFailures().isEmpty()) {
            putFailures(out.put(FAILURES), provenance.getFailures());
        }
        if (!provenance.getIgnored().isEmpty()) {
            out.put(IGNORED);
            for (int i = 0; i < provenance.getIgnored().size(); i++) {
                comma(out, i).putString(provenance.getIgnored().get(i));
            }
            out.put((byte) ']');
        }
        out.put((byte) '}');
    }

    private static void putFailures(LineBuffer out, List<FailedAttempt> failures) {
        for (int i = 0; i < failures.size(); i++) {
            FailedAttempt failure = failures.get(i);
            comma(out, i).put(FAILED_CLUSTER).putString(failure.getCluster());
            out.put(MODEL).putString(failure.getRemoteModel());
            putTime(out.put(AT), failure.getAt());
            out.put(MILLIS).putNumber(failure.getMillis());
            out.put(REASON).putString(failure.getReason()).put((byte) '}');
        }
        out.put((byte) ']');
    }

    private static LineBuffer comma(LineBuffer out, int index) {
        return index == 0 ? out : out.put((byte) ',');
    }

    /** Seconds with three digits behind the point. */
    private static void putTime(LineBuffer out, Instant time) {
        int millis = (int) (time.toEpochMilli() % 1000);
        out.putEscaped(Long.toString(time.getEpochSecond())).put((byte) '.');
        out.put((byte) ('0' + millis / 100))
                .put((byte) ('0' + millis / 10 % 10))
                .put((byte) ('0' + millis % 10));
    }
}
