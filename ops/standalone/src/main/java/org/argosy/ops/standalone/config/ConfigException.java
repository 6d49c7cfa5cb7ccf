package org.argosy.ops.standalone.config;

/** The configuration cannot be used. The message is one sentence for the operator: file, key, problem, remedy. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }

    ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
