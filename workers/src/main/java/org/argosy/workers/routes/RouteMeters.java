package org.argosy.workers.routes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.argosy.schemas.avro.TokenUsage;
import org.argosy.workers.clusters.Reply;
import org.argosy.workers.permits.PermitPool;
import org.jspecify.annotations.Nullable;

/** What a route tells to monitoring. Safe for use by any number of threads. */
public final class RouteMeters {

    private static final List<String> RESULTS = Arrays.stream(Reply.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .toList();

    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer latency;
    private final Counter inputTokens;
    private final Counter outputTokens;
    private final Map<String, Counter> attempts = new ConcurrentHashMap<>();

    public RouteMeters(
            MeterRegistry registry,
            String cluster,
            String remoteModel,
            PermitPool permits,
            RouteHealth health,
            RetryBudget retries) {
        this.registry = registry;
        this.tags = Tags.of("cluster", cluster, "model", remoteModel);
        this.latency = Timer.builder("argosy.worker.request")
                .description("time of requests that were answered")
                .tags(tags)
                .serviceLevelObjectives(
                        Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1))
                .register(registry);
        this.inputTokens = Counter.builder("argosy.worker.tokens")
                .tags(tags.and("direction", "input"))
                .register(registry);
        this.outputTokens = Counter.builder("argosy.worker.tokens")
                .tags(tags.and("direction", "output"))
                .register(registry);
        Gauge.builder("argosy.worker.permits.limit", permits, PermitPool::limit)
                .tags(tags)
                .register(registry);
        Gauge.builder("argosy.worker.permits.open", permits, PermitPool::open)
                .tags(tags)
                .register(registry);
        FunctionCounter.builder("argosy.worker.budget.denied", permits, pool -> (double) pool.deniedByBudget())
                .description("times a permit was free and the budget of requests or tokens used up")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder("argosy.worker.retries", retries, budget -> (double) budget.repeats())
                .description("requests that repeated failed ones")
                .tags(tags)
                .register(registry);
        Gauge.builder("argosy.worker.retries.available", retries, RetryBudget::available)
                .description("repeats that the retry budget would allow now")
                .tags(tags)
                .register(registry);
        Gauge.builder("argosy.worker.route.up", health, it -> it.isUp() ? 1 : 0)
                .description("0 while the route is down or paused")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder("argosy.worker.breaker.opened", health, it -> (double) it.timesDown())
                .description("times the route went down")
                .tags(tags)
                .register(registry);
        for (String result : RESULTS) {
            attempts.put(result, counter(result));
        }
    }

    /** A request ended. */
    public void attempted(Reply reply, long nanos) {
        String result = reply.getClass().getSimpleName();
        Counter counter = attempts.get(result);
        if (counter == null) {
            counter = attempts.computeIfAbsent(result, this::counter);
        }
        counter.increment();
        if (reply instanceof Reply.Final answered) {
            latency.record(nanos, TimeUnit.NANOSECONDS);
            used(answered.answer().usage());
        }
    }

    private void used(@Nullable TokenUsage usage) {
        if (usage != null) {
            inputTokens.increment((double) usage.getInputTokens());
            outputTokens.increment((double) usage.getOutputTokens());
        }
    }

    private Counter counter(String result) {
        return Counter.builder("argosy.worker.attempts")
                .tags(tags.and("result", result.toLowerCase(Locale.ROOT)))
                .register(registry);
    }
}
