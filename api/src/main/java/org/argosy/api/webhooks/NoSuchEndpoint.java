package org.argosy.api.webhooks;

import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.webhooks.WebhookEndpointId;

/** The answer for a webhook endpoint that is not there, or is another tenant's. */
public final class NoSuchEndpoint {

    private NoSuchEndpoint() {}

    public static ApiException of(WebhookEndpointId id) {
        return new ApiException(new ApiError.NotFound("No webhook endpoint found with id '" + id + "'."));
    }
}
