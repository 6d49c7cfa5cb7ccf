package org.argosy.api.http;

import org.argosy.api.ApiParts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What operators manage, and what tenants learn of themselves. */
@Configuration(proxyBeanMethods = false)
class TenantConfiguration {

    @Bean
    ListScope listScope(ApiParts parts) {
        return new ListScope(parts.tenants());
    }

    @Bean
    UsageController usageController(ApiParts parts, ListScope scopes) {
        return new UsageController(parts.usage(), scopes, parts.clock());
    }

    @Bean
    KeysController keysController(ApiParts parts, JsonBody body) {
        return new KeysController(body, parts.keys(), parts.clock());
    }
}
