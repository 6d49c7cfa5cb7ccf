package org.argosy.api.http;

import org.argosy.storage.UploadPart;

/** OpenAI's object for a part of an upload. */
record UploadPartJson(String id, String object, long createdAt, String uploadId) {

    static UploadPartJson of(UploadPart part) {
        return new UploadPartJson(
                part.id(),
                "upload.part",
                part.createdAt().getEpochSecond(),
                part.upload().value());
    }
}
