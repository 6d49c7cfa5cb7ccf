package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import org.argosy.api.identity.Caller;
import org.argosy.api.webhooks.EndpointManagement;
import org.argosy.api.webhooks.EndpointReader;
import org.argosy.api.webhooks.EndpointTrial;
import org.argosy.api.webhooks.NoSuchEndpoint;
import org.argosy.storage.Scope;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.WebhookEndpoints;
import org.argosy.storage.webhooks.WebhookEndpointId;
import org.argosy.storage.webhooks.WebhookEventType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/webhook_endpoints} and {@code /v1/webhook_event_types}. */
@RestController
final class WebhooksController {

    private static final int STANDARD_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final String ENDPOINTS = "/v1/webhook_endpoints";
    private static final String ENDPOINT = ENDPOINTS + "/{id}";

    private final JsonBody body;
    private final EndpointReader reader;
    private final EndpointManagement management;
    private final EndpointTrial test;
    private final WebhookEndpoints endpoints;
    private final ListScope scopes;

    WebhooksController(
            JsonBody body,
            EndpointReader reader,
            EndpointManagement management,
            EndpointTrial test,
            WebhookEndpoints endpoints,
            ListScope scopes) {
        this.body = body;
        this.reader = reader;
        this.management = management;
        this.test = test;
        this.endpoints = endpoints;
        this.scopes = scopes;
    }

    @PostMapping(ENDPOINTS)
    WebhookJson.WithSecret create(TenantId tenant, HttpServletRequest request) {
        return WebhookJson.WithSecret.of(management.create(tenant, reader.create(body.read(request))));
    }

    @GetMapping(ENDPOINTS)
    ListJson<WebhookJson> list(Caller caller, HttpServletRequest request) {
        ListQuery query = new ListQuery(request);
        Scope scope = scopes.of(caller, query);
        int limit = query.limit(STANDARD_LIMIT, MAX_LIMIT);
        return ListJson.of(
                endpoints.list(scope, query.after().map(WebhookEndpointId::new), limit),
                WebhookJson::of,
                WebhookJson::id);
    }

    @GetMapping(ENDPOINT)
    WebhookJson get(Scope scope, @PathVariable("id") WebhookEndpointId id) {
        return WebhookJson.of(endpoints.find(scope, id).orElseThrow(() -> NoSuchEndpoint.of(id)));
    }

    @PostMapping(ENDPOINT)
    WebhookJson update(TenantId tenant, @PathVariable("id") WebhookEndpointId id, HttpServletRequest request) {
        return WebhookJson.of(management.update(tenant, id, reader.update(body.read(request))));
    }

    @DeleteMapping(ENDPOINT)
    DeletedJson delete(TenantId tenant, @PathVariable("id") WebhookEndpointId id) {
        management.delete(tenant, id);
        return new DeletedJson(id.value(), "webhook_endpoint.deleted", true);
    }

    @PostMapping(ENDPOINT + "/rotate_secret")
    WebhookJson.WithSecret rotate(
            TenantId tenant, @PathVariable("id") WebhookEndpointId id, HttpServletRequest request) {
        return WebhookJson.WithSecret.of(management.rotate(tenant, id, reader.keepsOld(body.read(request))));
    }

    @PostMapping(ENDPOINT + "/test")
    WebhookJson.Tested test(TenantId tenant, @PathVariable("id") WebhookEndpointId id, HttpServletRequest request) {
        WebhookEventType type = reader.testType(body.read(request));
        return WebhookJson.Tested.of(id, type, test.run(tenant, id, type));
    }

    @GetMapping("/v1/webhook_event_types")
    WebhookJson.EventTypes eventTypes() {
        return WebhookJson.EventTypes.all();
    }
}
