package org.argosy.storage.webhooks;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of a try.
 *
 * @param delivered true when the endpoint took it
 * @param statusCode what the endpoint answered; empty when it did not
 * @param error why it was not delivered, for its owner
 */
public record WebhookResult(boolean delivered, OptionalInt statusCode, Optional<String> error, Duration duration) {}
