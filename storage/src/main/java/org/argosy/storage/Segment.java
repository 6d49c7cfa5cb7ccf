package org.argosy.storage;

/**
 * An immutable object in the store that holds a run of a file's bytes.
 *
 * @param ordinal place in the file; ordinals rise but may have gaps
 * @param objectKey where the bytes are
 * @param lines lines in it, or 0 where nobody counted
 */
public record Segment(int ordinal, String objectKey, long bytes, long lines) {

    public Segment {
        if (ordinal < 0 || bytes < 0 || lines < 0) {
            throw new IllegalArgumentException("negative number in segment " + objectKey);
        }
    }
}
