package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.files.UploadForm;

/** A multipart request body, read as it comes and never stored. */
final class MultipartForm implements UploadForm {

    private static final int MAX_PARTS = 16;
    private static final int MAX_PART_HEADER_BYTES = 16 << 10;

    private final FileItemInputIterator items;
    private int parts;

    private MultipartForm(FileItemInputIterator items) {
        this.items = items;
    }

    static MultipartForm of(HttpServletRequest request) {
        if (request.getContentType() == null) {
            throw BrokenBody.notAForm();
        }
        var upload = new JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory>();
        upload.setHeaderCharset(StandardCharsets.UTF_8);
        upload.setMaxPartHeaderSize(MAX_PART_HEADER_BYTES);
        try {
            return new MultipartForm(upload.getItemIterator(request));
        } catch (IOException e) {
            throw BrokenBody.of(e);
        }
    }

    @Override
    public Optional<Part> next() {
        try {
            if (!items.hasNext()) {
                return Optional.empty();
            }
            parts++;
            if (parts > MAX_PARTS) {
                throw new ApiException(
                        new ApiError.BadRequest("The multipart body has more than " + MAX_PARTS + " parts."));
            }
            FileItemInput item = items.next();
            return Optional.of(new Part(item.getFieldName(), filename(item), new Content(item.getInputStream())));
        } catch (IOException e) {
            throw BrokenBody.of(e);
        }
    }

    private static Optional<String> filename(FileItemInput item) {
        try {
            return Optional.ofNullable(item.getName());
        } catch (InvalidPathException e) {
            return Optional.of(e.getInput());
        }
    }

    private static final class Content extends FilterInputStream {

        Content(InputStream content) {
            super(content);
        }

        @Override
        public int read() {
            try {
                return super.read();
            } catch (IOException e) {
                throw BrokenBody.of(e);
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            try {
                return super.read(target, offset, length);
            } catch (IOException e) {
                throw BrokenBody.of(e);
            }
        }
    }
}
