package org.argosy.ops.standalone.config;

import org.argosy.storage.webhooks.AddressRules;

/**
 * How tenants' webhook endpoints are treated.
 *
 * @param allowPrivateAddresses lets webhooks go to every address, and by plain http: for tests and closed networks
 */
public record WebhookSettings(boolean allowPrivateAddresses) {

    /** Where webhooks may be sent. */
    public AddressRules addresses() {
        return new AddressRules(allowPrivateAddresses);
    }
}
