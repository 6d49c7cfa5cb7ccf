package org.argosy.workers.clusters;

/** No token can be had. The message holds no secret. */
final class CredentialsException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean denied;

    /**
     * @param denied whether the credentials are wrong, rather than the way to the token's issuer
     */
    CredentialsException(String message, boolean denied) {
        super(message);
        this.denied = denied;
    }

    boolean isDenied() {
        return denied;
    }
}
