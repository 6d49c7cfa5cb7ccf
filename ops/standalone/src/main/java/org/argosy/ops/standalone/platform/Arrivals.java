package org.argosy.ops.standalone.platform;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for services that may come up later than this process: for as long as it takes, with a line in the log for each
 * try that fails. What cannot pass by waiting, as a wrong password, ends the wait.
 */
final class Arrivals {

    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Health health;

    Arrivals(Health health) {
        this.health = health;
    }

    /**
     * Blocks until all of them can be used.
     *
     * @throws PlatformException when one of them never will be, or when the thread is interrupted
     */
    void await(List<ExternalService> services) {
        services.forEach(service -> health.missing(service.name()));
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("argosy-arrival-", 0).daemon().factory());
        try {
            CompletionService<Void> arriving = new ExecutorCompletionService<>(threads);
            services.forEach(service -> arriving.submit(() -> await(service), null));
            for (int i = 0; i < services.size(); i++) {
                arriving.take().get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new PlatformException("Services cannot be used: " + Causes.root(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Stopped before all services were there.", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void await(ExternalService service) {
        Duration pause = FIRST_PAUSE;
        try {
            while (!arrived(service, pause)) {
                Thread.sleep(pause);
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            }
            health.arrived(service.name());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean arrived(ExternalService service, Duration pause) {
        try {
            service.attempt().run();
            return true;
        } catch (Exception e) {
            if (!service.mayPass().test(e)) {
                throw new PlatformException(
                        service.name() + " at " + service.where() + " cannot be used: " + Causes.root(e), e);
            }
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            LOG.atWarn()
                    .addKeyValue("service", service.name())
                    .addKeyValue("at", service.where())
                    .addKeyValue("because", Causes.root(e))
                    .addKeyValue("nextTrySeconds", pause.toSeconds())
                    .log("Waiting for a service that is not there yet");
            return false;
        }
    }
}
