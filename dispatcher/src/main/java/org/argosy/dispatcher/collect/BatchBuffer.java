package org.argosy.dispatcher.collect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.Failure;
import org.argosy.schemas.avro.Outcome;
import org.argosy.schemas.avro.TokenUsage;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.UsageTally;
import org.argosy.storage.db.BatchProgress;
import org.roaringbitmap.RoaringBitmap;

/**
 * Lines of one batch that wait to be written, already as they will stand in the files. Not for use by several threads at
 * once.
 */
final class BatchBuffer {

    /** The code with which a line fails whose window ended before it could be sent. */
    static final String EXPIRED = "batch_expired";

    /** A guess at what the objects of a batch weigh beside their bytes. */
    private static final int OVERHEAD = 512;

    private final RoaringBitmap lines = new RoaringBitmap();
    private final LineBuffer output = new LineBuffer();
    private final LineBuffer error = new LineBuffer();
    private final LineBuffer provenance = new LineBuffer();
    private final List<LargeAnswer> large = new ArrayList<>();
    private BatchProgress base;
    private int owed;
    private int completed;
    private int failed;
    private int expired;
    private long largeBytes;
    private TokenCounts usage = TokenCounts.NONE;
    private final UsageTally models = new UsageTally();

    /**
     * @param base the latest progress that is known
     * @param owed lines that have no outcome in it nor in a buffer that is being written
     */
    BatchBuffer(BatchProgress base, int owed) {
        this.base = base;
        this.owed = owed;
    }

    boolean contains(int line) {
        return lines.contains(line) || base.contains(line);
    }

    /** Takes an outcome of a line that is not in it. */
    void add(Outcome outcome) {
        switch (outcome.getResult()) {
            case Answer answer
            when answer.getBody() instanceof BodyRef body -> {
                large.add(new LargeAnswer(outcome, answer, body, base.inlineProvenance()));
                largeBytes += body.getLength();
            }
            case Answer answer -> {
                add(outcome, answer);
                ProvenanceLine.put(provenance, outcome);
            }
            case Failure failure -> {
                OutputLine.putFailure(error, outcome.getCustomId(), failure);
                tell(error, outcome);
                ProvenanceLine.put(provenance, outcome);
                failed++;
                models.add(outcome.getModel(), false, tokens(outcome));
                expired += failure.getCode().equals(EXPIRED) ? 1 : 0;
            }
            default -> throw new IllegalArgumentException("unknown result " + outcome.getResult());
        }
        lines.add(outcome.getLine());
        owed--;
        usage = usage.plus(tokens(outcome));
    }

    /** What the model reported. */
    static TokenCounts tokens(Outcome outcome) {
        TokenUsage tokens = outcome.getUsage();
        return tokens == null
                ? TokenCounts.NONE
                : new TokenCounts(
                        tokens.getInputTokens(),
                        tokens.getCachedTokens(),
                        tokens.getOutputTokens(),
                        tokens.getReasoningTokens(),
                        tokens.getTotalTokens());
    }

    private void add(Outcome outcome, Answer answer) {
        boolean success = succeeded(answer);
        LineBuffer target = success ? output : error;
        OutputLine.putAnswer(target, outcome.getCustomId(), answer, (ByteBuffer) answer.getBody());
        tell(target, outcome);
        completed += success ? 1 : 0;
        failed += success ? 0 : 1;
        models.add(outcome.getModel(), success, tokens(outcome));
    }

    private void tell(LineBuffer target, Outcome outcome) {
        if (base.inlineProvenance()) {
            OutputLine.extend(target, outcome);
        }
    }

    static boolean succeeded(Answer answer) {
        return answer.getStatusCode() >= 200 && answer.getStatusCode() < 300;
    }

    /** Puts it on top of a newer progress that has none of its lines. */
    void rebase(BatchProgress newer) {
        base = newer;
    }

    /** Lines without an outcome when this one is written. */
    int owed() {
        return owed;
    }

    int count() {
        return lines.getCardinality();
    }

    /** Bytes of memory that it holds. */
    int memory() {
        return output.capacity() + error.capacity() + provenance.capacity() + OVERHEAD + large.size() * OVERHEAD;
    }

    /** Bytes of answers that are in the object store. */
    long largeBytes() {
        return largeBytes;
    }

    BatchProgress base() {
        return base;
    }

    RoaringBitmap lines() {
        return lines;
    }

    /** Successful lines, but for the large answers. */
    LineBuffer output() {
        return output;
    }

    /** Lines that did not succeed, but for the large answers. */
    LineBuffer error() {
        return error;
    }

    /** How its lines came about, but for the large answers: in the order of {@link #output()} and {@link #error()}. */
    LineBuffer provenance() {
        return provenance;
    }

    /** Lines in {@link #output()}. */
    int completed() {
        return completed;
    }

    /** Lines in {@link #error()}. */
    int failed() {
        return failed;
    }

    int expired() {
        return expired;
    }

    /** What became of its lines, by model, but for the large answers. */
    UsageTally models() {
        return models;
    }

    List<LargeAnswer> large() {
        return large;
    }

    TokenCounts usage() {
        return usage;
    }
}
