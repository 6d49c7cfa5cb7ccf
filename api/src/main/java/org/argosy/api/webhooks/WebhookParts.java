package org.argosy.api.webhooks;

import org.argosy.storage.db.WebhookEndpoints;
import org.argosy.storage.db.WebhookSamples;
import org.argosy.storage.webhooks.AddressRules;

/**
 * What webhooks are made from.
 *
 * @param addresses that endpoints may have
 */
public record WebhookParts(WebhookEndpoints endpoints, WebhookSamples tests, AddressRules addresses) {}
