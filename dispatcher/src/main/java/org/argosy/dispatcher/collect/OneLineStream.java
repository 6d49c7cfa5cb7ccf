package org.argosy.dispatcher.collect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** JSON without the line breaks between its tokens. Not for use by several threads at once. */
final class OneLineStream extends FilterInputStream {

    OneLineStream(InputStream json) {
        super(json);
    }

    @Override
    public int read() throws IOException {
        int b;
        do {
            b = in.read();
        } while (OutputLine.isLineBreak(b));
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int kept = 0;
        while (kept == 0 && length > 0) {
            int read = in.read(target, offset, length);
            if (read < 0) {
                return -1;
            }
            for (int i = offset; i < offset + read; i++) {
                if (!OutputLine.isLineBreak(target[i])) {
                    target[offset + kept++] = target[i];
                }
            }
        }
        return kept;
    }
}
