package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.identity.KeyRequestReader;
import org.argosy.storage.db.KeyRepository;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/argosy/keys}, for operators. */
@RestController
final class KeysController {

    private static final int STANDARD_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final String KEYS = "/v1/argosy/keys";

    private final JsonBody body;
    private final KeyRepository keys;
    private final Clock clock;

    KeysController(JsonBody body, KeyRepository keys, Clock clock) {
        this.body = body;
        this.keys = keys;
        this.clock = clock;
    }

    @PostMapping(KEYS)
    KeyJson.WithSecret create(CallerArguments.Operator operator, HttpServletRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return KeyJson.WithSecret.of(keys.create(KeyRequestReader.read(body.read(request), now), now));
    }

    @GetMapping(KEYS)
    ListJson<KeyJson> list(CallerArguments.Operator operator, HttpServletRequest request) {
        ListQuery query = new ListQuery(request);
        int limit = query.limit(STANDARD_LIMIT, MAX_LIMIT);
        return ListJson.of(keys.list(query.parameter("tenant"), query.after(), limit), KeyJson::of, KeyJson::id);
    }

    @DeleteMapping(KEYS + "/{id}")
    DeletedJson revoke(CallerArguments.Operator operator, @PathVariable("id") String id) {
        if (!keys.revoke(id, clock.instant())) {
            throw new ApiException(new ApiError.NotFound("There is no valid key with id '" + id + "'."));
        }
        return new DeletedJson(id, KeyJson.OBJECT + ".deleted", true);
    }
}
