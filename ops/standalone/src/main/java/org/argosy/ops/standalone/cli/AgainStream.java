package org.argosy.ops.standalone.cli;

import java.io.IOException;
import java.io.OutputStream;

/** Takes the same bytes several times from the start, and passes on each of them once. For one thread. */
final class AgainStream extends OutputStream {

    private final OutputStream target;
    private long passedOn;
    private long position;

    AgainStream(OutputStream target) {
        this.target = target;
    }

    /** This stream, for somebody who begins at the first byte. */
    AgainStream fromStart() {
        position = 0;
        return this;
    }

    /** Whether anything was passed on. */
    boolean begun() {
        return passedOn > 0;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int known = (int) Math.min(length, passedOn - position);
        target.write(bytes, from + known, length - known);
        position += length;
        passedOn = Math.max(passedOn, position);
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }
}
