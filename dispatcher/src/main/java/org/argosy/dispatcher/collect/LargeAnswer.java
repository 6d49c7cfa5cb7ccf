package org.argosy.dispatcher.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.Outcome;
import org.argosy.storage.objects.ObjectStore;

/**
 * An answer whose body is in the object store. The body goes from there into the segment as a stream and is never held
 * whole. It is read twice: once to learn its form, once to be written.
 *
 * @param told when the line is to tell how it came about
 */
record LargeAnswer(String customId, Answer answer, BodyRef body, Optional<Outcome> told) {

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
        OutputLine.putAnswerStart(start, customId, answer);
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
        told.ifPresent(outcome -> OutputLine.extend(end, outcome));
        return List.of(start.stream(), middle, end.stream());
    }

    private InputStream open(ObjectStore store) {
        return store.read(body.getObjectKey(), body.getOffset(), body.getLength());
    }
}
