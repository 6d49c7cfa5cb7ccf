package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.argosy.storage.db.Tenants;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/argosy/tenants}, for operators. */
@RestController
final class TenantsController {

    private static final int STANDARD_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final String TENANTS = "/v1/argosy/tenants";

    private final Tenants tenants;
    private final Clock clock;

    TenantsController(Tenants tenants, Clock clock) {
        this.tenants = tenants;
        this.clock = clock;
    }

    @GetMapping(TENANTS)
    ListJson<TenantJson> list(CallerArguments.Operator operator, HttpServletRequest request) {
        ListQuery query = new ListQuery(request);
        int limit = query.limit(STANDARD_LIMIT, MAX_LIMIT);
        return ListJson.of(tenants.list(query.after(), limit, clock.instant()), TenantJson::of, TenantJson::id);
    }

    @GetMapping(TENANTS + "/{name}")
    TenantJson get(CallerArguments.Operator operator, @PathVariable("name") String name) {
        return TenantJson.of(tenants.status(name, clock.instant()).orElseThrow(() -> ListScope.noSuch(name)));
    }
}
