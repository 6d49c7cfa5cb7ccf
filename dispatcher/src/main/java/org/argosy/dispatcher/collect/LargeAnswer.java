package org.argosy.dispatcher.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.Failure;
import org.argosy.schemas.avro.Outcome;
import org.argosy.storage.objects.ObjectStore;

/**
 * An answer whose body is in the object store. The body goes from there into the segment as a stream and is never held
 * whole. It is read twice: once to learn its form, once to be written.
 *
 * @param tells whether the line is to tell how it came about
 */
record LargeAnswer(Outcome outcome, Answer answer, BodyRef body, boolean tells) {

    private static final Failure LOST =
            new Failure("result_lost", "The model answered, but its answer is no longer in the object store.");

    /**
     * @throws org.argosy.storage.objects.ObjectNotFoundException when the body is gone
     */
    BodyForm form(ObjectStore store) {
        try (InputStream in = open(store)) {
            return BodyForm.of(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + body.getObjectKey(), e);
        }
    }

    /** The parts of the line, each opened when its turn comes. */
    List<Supplier<InputStream>> line(ObjectStore store, BodyForm form) {
        LineBuffer start = new LineBuffer();
        OutputLine.putAnswerStart(start, outcome.getCustomId(), answer);
        LineBuffer end = new LineBuffer();
        Supplier<InputStream> middle = switch (form) {
            case EMPTY -> {
                end.putEscaped("null");
                yield InputStream::nullInputStream;
            }
            case JSON -> () -> new OneLineStream(open(store));
            case TEXT -> () -> new JsonTextStream(open(store));
        };
        OutputLine.putAnswerEnd(end);
        tell(end, outcome);
        return List.of(start.stream(), middle, end.stream());
    }

    /** The line to write when the body is gone. */
    Supplier<InputStream> lostLine() {
        LineBuffer line = new LineBuffer();
        OutputLine.putFailure(line, outcome.getCustomId(), LOST);
        tell(line, lost());
        return line.stream();
    }

    /** What became of the line when the body is gone. */
    Outcome lost() {
        return new Outcome(
                outcome.getBatchId(),
                outcome.getLine(),
                outcome.getCustomId(),
                outcome.getModel(),
                LOST,
                outcome.getUsage(),
                outcome.getProvenance());
    }

    private void tell(LineBuffer line, Outcome about) {
        if (tells) {
            OutputLine.extend(line, about);
        }
    }

    private InputStream open(ObjectStore store) {
        return store.read(body.getObjectKey(), body.getOffset(), body.getLength());
    }
}
