package org.argosy.api.http;

import org.argosy.api.ApiParts;
import org.argosy.api.batches.BatchSteering;
import org.argosy.api.outlook.InputReader;
import org.argosy.api.outlook.Outlooks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Steering of what is fed, and what batches wait for. */
@Configuration(proxyBeanMethods = false)
class FeedingConfiguration {

    @Bean
    Outlooks outlooks(ApiParts parts) {
        return new Outlooks(
                parts.feeding().paces(),
                parts.routes(),
                parts.feeding().pauses(),
                new InputReader(parts.files(), parts.objects(), parts.clock()),
                parts.clock());
    }

    @Bean
    BatchWriter batchWriter(ApiParts parts, Outlooks outlooks) {
        return new BatchWriter(outlooks, parts.tenants(), parts.clock());
    }

    @Bean
    BatchSteeringController batchSteeringController(ApiParts parts, JsonBody body, BatchWriter writer) {
        return new BatchSteeringController(
                body, new BatchSteering(parts.batches(), parts.feeding().standings(), parts.clock()), writer);
    }

    @Bean
    PausesController pausesController(ApiParts parts) {
        return new PausesController(parts.feeding().pauses(), parts.models(), parts.clock());
    }
}
