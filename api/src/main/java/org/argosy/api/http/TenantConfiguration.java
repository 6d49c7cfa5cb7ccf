package org.argosy.api.http;

import org.argosy.api.ApiParts;
import org.argosy.api.files.StorageRoom;
import org.argosy.api.identity.RequestRates;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What operators manage, and what tenants learn of themselves. */
@Configuration(proxyBeanMethods = false)
class TenantConfiguration {

    @Bean
    QuotaMeters quotaMeters(ApiParts parts) {
        return new QuotaMeters(parts.meters());
    }

    @Bean
    RateFilter rateFilter(ApiParts parts, ErrorWriter errors, QuotaMeters meters) {
        return new RateFilter(new RequestRates(parts.tenants()), errors, meters);
    }

    @Bean
    StorageRoom storageRoom(ApiParts parts) {
        return new StorageRoom(parts.tenants(), parts.clock());
    }

    @Bean
    TenantsController tenantsController(ApiParts parts) {
        return new TenantsController(parts.tenants(), parts.clock());
    }

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
