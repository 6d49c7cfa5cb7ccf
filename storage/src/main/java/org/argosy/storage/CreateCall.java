package org.argosy.storage;

import java.util.Optional;

/**
 * A call that makes something, and what tells it from others. Immutable.
 *
 * @param operation what is made, for example {@code batches}
 * @param key the client's name for the call: what has the same is the same call
 * @param sha256 of what was asked for, in hexadecimal
 * @param resent true when the client says that it sent the same before and knows no answer
 */
public record CreateCall(TenantId tenant, String operation, Optional<String> key, String sha256, boolean resent) {

    /** The same once it is known what it asks for. */
    public CreateCall asking(String fingerprint) {
        return new CreateCall(tenant, operation, key, fingerprint, resent);
    }
}
