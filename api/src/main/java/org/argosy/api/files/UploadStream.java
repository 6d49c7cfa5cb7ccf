package org.argosy.api.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Invalid;

/** The content of an upload on its way to the store: counted against the limit, its first line looked at. */
final class UploadStream extends FilterInputStream {

    private static final String NOT_JSONL = "Invalid file format for Batch API. Must be .jsonl";

    private final FirstLineCheck check = new FirstLineCheck();
    private final BooleanSupplier mustBeJsonl;

    /**
     * @param mustBeJsonl asked as the bytes arrive; the purpose may come after the file
     */
    UploadStream(InputStream content, long limit, BooleanSupplier mustBeJsonl) {
        super(new LimitedStream(content, limit, () -> tooLarge(limit)));
        this.mustBeJsonl = mustBeJsonl;
    }

    static ApiException tooLarge(long limit) {
        return new ApiException(
                new ApiError.TooLarge("File is too large. This server takes files of up to " + limit + " bytes."));
    }

    /** Refuses what was read when it cannot be a batch input. */
    void requireJsonl() {
        if (!check.passed()) {
            throw notJsonl("file");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count > 0) {
            check.see(target, offset, count);
            if (check.failed() && mustBeJsonl.getAsBoolean()) {
                throw notJsonl("file");
            }
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    static ApiException notJsonl(String param) {
        return Invalid.of(NOT_JSONL, param, "invalid_file_format");
    }
}
