package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.argosy.api.identity.Caller;
import org.argosy.storage.Page;
import org.argosy.storage.UsageBucket;
import org.argosy.storage.db.UsageRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/usage}. */
@RestController
final class UsageController {

    private static final int STANDARD_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final UsageRepository usage;
    private final ListScope scopes;
    private final Clock clock;

    UsageController(UsageRepository usage, ListScope scopes, Clock clock) {
        this.usage = usage;
        this.scopes = scopes;
        this.clock = clock;
    }

    @GetMapping("/v1/usage")
    ListJson<UsageJson> list(Caller caller, HttpServletRequest request) {
        ListQuery query = new ListQuery(request);
        int limit = query.limit(STANDARD_LIMIT, MAX_LIMIT);
        UsageRepository.Query asked = UsageQuery.read(query, scopes.of(caller, query), clock.instant());
        Optional<UsageBucket.Position> after = query.after().flatMap(UsageJson::position);
        Page<UsageBucket> page = query.after().isPresent() && after.isEmpty()
                ? Page.of(List.of(), limit)
                : usage.list(asked, after, limit);
        return ListJson.of(page, bucket -> UsageJson.of(bucket, asked.bucket()), UsageJson::id);
    }
}
