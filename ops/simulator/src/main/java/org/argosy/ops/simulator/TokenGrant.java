package org.argosy.ops.simulator;

import java.time.Duration;

/**
 * A service account: who may have tokens, at {@code POST /oauth2/token}, and how long they hold.
 *
 * @param secret the client's password
 */
public record TokenGrant(String clientId, String secret, Duration lifetime) {}
