package org.argosy.api.webhooks;

import java.util.List;
import java.util.Optional;
import org.argosy.api.error.Invalid;
import org.argosy.api.json.JsonMembers;
import org.argosy.storage.webhooks.AddressRules;
import org.argosy.storage.webhooks.WebhookEndpoint;
import org.argosy.storage.webhooks.WebhookEventType;
import tools.jackson.databind.JsonNode;

/** Reads what owners say about endpoints, and refuses what could never be delivered. Immutable. */
public final class EndpointReader {

    private static final String NAME = "name";
    private static final String URL = "url";
    private static final String EVENT_TYPES = "event_types";
    private static final String EVENT_TYPE = "event_type";
    private static final String KEEP_OLD = "keep_old_secret_active_for_24_hours";
    private static final int MAX_NAME = 256;
    private static final int MAX_URL = 2048;

    private final AddressRules addresses;

    public EndpointReader(AddressRules addresses) {
        this.addresses = addresses;
    }

    /**
     * The body of a create call, in which everything must be.
     *
     * @throws org.argosy.api.error.ApiException when a member is missing, unknown or wrong
     */
    public WebhookEndpoint.Change create(JsonNode body) {
        List.of(EVENT_TYPES, NAME, URL).forEach(member -> {
            if (!body.hasNonNull(member)) {
                throw Invalid.missing(member);
            }
        });
        return update(body);
    }

    /** The body of an update, in which everything may be. */
    public WebhookEndpoint.Change update(JsonNode body) {
        JsonMembers members = new JsonMembers(body);
        members.allowOnly(List.of(EVENT_TYPES, NAME, URL));
        return new WebhookEndpoint.Change(
                members.optionalString(NAME).map(EndpointReader::name),
                members.optionalString(URL).map(this::url),
                body.hasNonNull(EVENT_TYPES) ? Optional.of(types(members.strings(EVENT_TYPES))) : Optional.empty());
    }

    /** Whether a rotation keeps the old secret. */
    public boolean keepsOld(JsonNode body) {
        new JsonMembers(body).allowOnly(List.of(KEEP_OLD));
        if (!body.hasNonNull(KEEP_OLD)) {
            return false;
        }
        JsonNode keep = body.get(KEEP_OLD);
        if (!keep.isBoolean()) {
            throw JsonMembers.wrongType(KEEP_OLD, "a boolean", keep);
        }
        return keep.booleanValue();
    }

    /** The type of the event that a test sends. */
    public WebhookEventType testType(JsonNode body) {
        JsonMembers members = new JsonMembers(body);
        members.allowOnly(List.of(EVENT_TYPE));
        return type(EVENT_TYPE, members.string(EVENT_TYPE));
    }

    private static String name(String name) {
        int length = name.codePointCount(0, name.length());
        if (length > MAX_NAME) {
            throw Invalid.tooLong(NAME, MAX_NAME, length);
        }
        if (name.isBlank()) {
            throw Invalid.value(NAME, name, "A name has at least one character.");
        }
        if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw Invalid.value(NAME, printable(name), "A name has no control characters.");
        }
        return name;
    }

    private String url(String url) {
        if (url.length() > MAX_URL) {
            throw Invalid.tooLong(URL, MAX_URL, url.length());
        }
        addresses.problem(url).ifPresent(problem -> {
            throw Invalid.value(URL, printable(url), problem);
        });
        return url;
    }

    private static List<WebhookEventType> types(List<String> names) {
        if (names.isEmpty()) {
            throw Invalid.of(
                    "Invalid '" + EVENT_TYPES + "': empty array. Expected an array with minimum length 1, but got an"
                            + " empty array instead.",
                    EVENT_TYPES,
                    "empty_array");
        }
        return names.stream().map(name -> type(EVENT_TYPES, name)).distinct().toList();
    }

    private static WebhookEventType type(String param, String name) {
        return WebhookEventType.find(name)
                .orElseThrow(() -> Invalid.value(param, printable(name), WebhookEventType.wireNames()));
    }

    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
