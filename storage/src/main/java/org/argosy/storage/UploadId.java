package org.argosy.storage;

/** Names an upload. */
public record UploadId(String value) {

    @Override
    public String toString() {
        return value;
    }
}
