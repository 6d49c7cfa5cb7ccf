package org.argosy.api.http;

import org.argosy.api.ApiParts;
import org.argosy.api.batches.BatchSteering;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Steering of what is fed: priorities and pauses. */
@Configuration(proxyBeanMethods = false)
class FeedingConfiguration {

    @Bean
    BatchSteeringController batchSteeringController(ApiParts parts, JsonBody body) {
        return new BatchSteeringController(
                body, new BatchSteering(parts.batches(), parts.feeding().standings(), parts.clock()), parts.clock());
    }

    @Bean
    PausesController pausesController(ApiParts parts) {
        return new PausesController(parts.feeding().pauses(), parts.models(), parts.clock());
    }
}
