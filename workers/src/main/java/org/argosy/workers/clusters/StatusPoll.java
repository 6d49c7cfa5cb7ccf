package org.argosy.workers.clusters;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Asks a cluster every half minute which models it has. What it says is a hint: without it all works the same. */
final class StatusPoll implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusPoll.class);
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final ClusterSettings settings;
    private final ClusterKind kind;
    private final Credentials credentials;
    private final HttpTransport transport;
    private final ModelWatches models;
    private final CountDownLatch closed = new CountDownLatch(1);

    StatusPoll(
            ClusterSettings settings,
            ClusterKind kind,
            Credentials credentials,
            HttpTransport transport,
            ModelWatches models) {
        this.settings = settings;
        this.kind = kind;
        this.credentials = credentials;
        this.transport = transport;
        this.models = models;
    }

    void start() {
        kind.statusPage(settings.baseUrl())
                .ifPresent(page -> Thread.ofVirtual()
                        .name("argosy-status-" + settings.name())
                        .start(() -> run(page)));
    }

    private void run(URI page) {
        try {
            Duration pause = FIRST;
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                poll(page);
                pause = PAUSE;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll(URI page) throws InterruptedException {
        try {
            switch (transport.get(page, HttpCluster.headers(credentials.bearer()))) {
                case Exchange.Answered answered -> read(answered);
                case Exchange.Unreachable _, Exchange.Broken _ -> models.lost("the status page cannot be reached");
                case Exchange.TimedOut _, Exchange.TooLarge _, Exchange.StoreFailed _ -> {}
            }
        } catch (CredentialsException e) {
            models.lost(Optional.ofNullable(e.getMessage()).orElse("no credentials"));
        } catch (JacksonException e) {
            LOG.atDebug().addKeyValue("cluster", settings.name()).setCause(e).log("A status page cannot be read");
        }
    }

    private void read(Exchange.Answered answered) {
        if (answered.status() == OK && answered.body() instanceof AnswerBody.Inline inline) {
            Map<String, ModelState> page = kind.models(inline.bytes());
            models.hinted(page);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
