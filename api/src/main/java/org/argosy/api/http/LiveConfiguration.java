package org.argosy.api.http;

import org.argosy.api.ApiParts;
import org.argosy.api.ApiSettings;
import org.argosy.api.events.WatchHub;
import org.argosy.api.files.FileContent;
import org.argosy.api.files.Readers;
import org.argosy.api.identity.Authenticator;
import org.argosy.api.results.ResultPages;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Batches while they run: results, events, the overview. */
@Configuration(proxyBeanMethods = false)
class LiveConfiguration {

    @Bean
    ResultsController resultsController(ApiParts parts, ApiSettings settings, FileContent content, Readers readers) {
        return new ResultsController(
                new ResultPages(parts.live().results(), content, parts.objects(), settings.spool(), parts.clock()),
                readers);
    }

    @Bean
    WatchHub watchHub(ApiParts parts, BatchWriter writer) {
        return new WatchHub(
                parts.live().batches(),
                batch -> WireJson.text(writer.json(batch)),
                parts.live().watching());
    }

    /** Streams of events end before Tomcat waits for open requests. */
    @Bean
    EarlyStop watchStop(WatchHub hub) {
        return new EarlyStop(hub::close);
    }

    @Bean
    EventsController eventsController(ApiParts parts, WatchHub hub, Authenticator keys) {
        return new EventsController(parts.live().batches(), hub, keys);
    }

    @Bean
    OverviewController overviewController(ApiParts parts, BatchWriter writer) {
        return new OverviewController(parts.live().overview(), parts.routes(), parts.models(), writer, parts.clock());
    }
}
