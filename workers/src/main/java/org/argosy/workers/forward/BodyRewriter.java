package org.argosy.workers.forward;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.Span;
import org.argosy.schemas.avro.WorkItem;
import org.argosy.workers.clusters.RequestBody;
import org.argosy.workers.clusters.RequestBody.Piece;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Puts the remote model's name in place of the one that the user wrote, and {@code false} in place of {@code stream}'s
 * {@code true}. Nothing else of the body changes, not a blank. Immutable.
 */
public final class BodyRewriter {

    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private final String remoteModel;
    private final byte[] quoted;

    /**
     * @param remoteModel the name under which the cluster knows the model
     */
    public BodyRewriter(String remoteModel) {
        this.remoteModel = remoteModel;
        this.quoted = quote(remoteModel);
    }

    /** What to send for this line. Copies none of the body. */
    public RequestBody rewrite(WorkItem item) {
        return switch (item.getBody()) {
            case ByteBuffer bytes -> new RequestBody.Inline(bytes, pieces(item, bytes.remaining()));
            case BodyRef ref -> new RequestBody.Stored(ref, pieces(item, ref.getLength()));
            default -> throw new IllegalArgumentException("a body is bytes or a reference");
        };
    }

    private List<Piece> pieces(WorkItem item, int length) {
        Span model = remoteModel.equals(item.getModel()) ? null : item.getModelSpan();
        Span stream = item.getStreamSpan();
        if (model == null && stream == null) {
            return List.of(new Piece.Original(0, length));
        }
        List<Piece> pieces = new ArrayList<>(5);
        int at;
        if (model != null && stream != null && stream.getOffset() < model.getOffset()) {
            at = replace(pieces, 0, stream, FALSE);
            at = replace(pieces, at, model, quoted);
        } else {
            at = replace(pieces, 0, model, quoted);
            at = replace(pieces, at, stream, FALSE);
        }
        pieces.add(new Piece.Original(at, length - at));
        return pieces;
    }

    private static int replace(List<Piece> pieces, int at, @Nullable Span span, byte[] bytes) {
        if (span == null) {
            return at;
        }
        pieces.add(new Piece.Original(at, span.getOffset() - at));
        pieces.add(new Piece.Replacement(bytes));
        return span.getOffset() + span.getLength();
    }

    private static byte[] quote(String text) {
        byte[] inner = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        return ByteBuffer.allocate(inner.length + 2)
                .put((byte) '"')
                .put(inner)
                .put((byte) '"')
                .array();
    }
}
