package org.argosy.api.uploads;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.argosy.api.error.Invalid;

/** Holds a content against the MD5 that its client gave: a check of the transport, not of who sent it. */
final class Md5 {

    private Md5() {}

    /** Reads everything, and refuses what has another MD5. */
    static void require(InputStream content, String expected) throws IOException {
        MessageDigest digest = digest();
        new DigestInputStream(content, digest).transferTo(OutputStream.nullOutputStream());
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(expected)) {
            throw Invalid.value(CompletionRequest.MD5, expected, "The file has the MD5 '" + actual + "'.");
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
