package org.argosy.api.http;

import org.springframework.security.core.AuthenticationException;

/** Nobody has this key. Holds it only masked. */
final class UnknownKeyException extends AuthenticationException {

    private static final long serialVersionUID = 1L;
    private static final int HEAD = 3;
    private static final int TAIL = 4;
    private static final int MAX_STARS = 20;

    UnknownKeyException(String key) {
        super(mask(key));
    }

    /** Enough of the key to tell which one it was, and too little to use it. */
    String maskedKey() {
        return String.valueOf(getMessage());
    }

    private static String mask(String key) {
        int hidden = key.length() - HEAD - TAIL;
        if (hidden < HEAD + TAIL) {
            return "*".repeat(Math.min(key.length(), MAX_STARS));
        }
        return key.substring(0, HEAD) + "*".repeat(Math.min(hidden, MAX_STARS)) + key.substring(key.length() - TAIL);
    }
}
