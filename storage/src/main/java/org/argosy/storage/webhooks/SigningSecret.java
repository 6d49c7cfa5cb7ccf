package org.argosy.storage.webhooks;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key with which deliveries to an endpoint are signed, in the form of Standard Webhooks. Never printed by accident:
 * only {@link #text} and {@link #bytes} give it away. Immutable.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks</a>
 */
public final class SigningSecret {

    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;
    private static final int HINT = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private SigningSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A new one of 32 random bytes. */
    public static SigningSecret next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new SigningSecret(bytes);
    }

    public static SigningSecret of(byte[] bytes) {
        return new SigningSecret(bytes.clone());
    }

    /** The secret written as {@code whsec_} and base64. */
    public static SigningSecret parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a signing secret begins with " + PREFIX);
        }
        return new SigningSecret(Base64.getDecoder().decode(text.substring(PREFIX.length())));
    }

    /** As its owner sees it, once. */
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The end of it, by which its owner can tell which secret is in use. */
    public String hint() {
        String text = text();
        return PREFIX + "..." + text.substring(text.length() - HINT);
    }

    @Override
    public String toString() {
        return "SigningSecret[hidden]";
    }
}
