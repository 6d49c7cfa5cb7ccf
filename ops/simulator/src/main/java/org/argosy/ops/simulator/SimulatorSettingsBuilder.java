package org.argosy.ops.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.argosy.ops.simulator.wire.Flavour;

/** Builds {@link SimulatorSettings}; what is not set keeps its default. Not thread-safe. */
public final class SimulatorSettingsBuilder {

    private String host = "127.0.0.1";
    private int port = 0;
    private Flavour flavour = Flavour.VLLM;
    private List<String> models = List.of();
    private Pace pace = Pace.continuousBatching();
    private int queueLimit = Integer.MAX_VALUE;
    private Optional<Duration> queueRetryAfter = Optional.empty();
    private int contextTokens = 131_072;
    private int embeddingDimension = 8;
    private int maxBodyBytes = 32 << 20;
    private Duration coldStart = Duration.ZERO;
    private List<String> warmModels = List.of();
    private Optional<String> apiKey = Optional.empty();
    private Optional<TokenGrant> tokens = Optional.empty();
    private List<FaultRule> faults = List.of();
    private int recordLimit = 0;
    private int ioThreads = 1;
    private long seed = 1;

    SimulatorSettingsBuilder() {}

    public SimulatorSettingsBuilder host(String host) {
        this.host = host;
        return this;
    }

    public SimulatorSettingsBuilder port(int port) {
        this.port = port;
        return this;
    }

    public SimulatorSettingsBuilder flavour(Flavour flavour) {
        this.flavour = flavour;
        return this;
    }

    public SimulatorSettingsBuilder models(String... models) {
        this.models = List.of(models);
        return this;
    }

    public SimulatorSettingsBuilder pace(Pace pace) {
        this.pace = pace;
        return this;
    }

    public SimulatorSettingsBuilder queueLimit(int queueLimit) {
        this.queueLimit = queueLimit;
        return this;
    }

    public SimulatorSettingsBuilder queueRetryAfter(Duration queueRetryAfter) {
        this.queueRetryAfter = Optional.of(queueRetryAfter);
        return this;
    }

    public SimulatorSettingsBuilder contextTokens(int contextTokens) {
        this.contextTokens = contextTokens;
        return this;
    }

    public SimulatorSettingsBuilder embeddingDimension(int embeddingDimension) {
        this.embeddingDimension = embeddingDimension;
        return this;
    }

    public SimulatorSettingsBuilder maxBodyBytes(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
        return this;
    }

    public SimulatorSettingsBuilder coldStart(Duration coldStart) {
        this.coldStart = coldStart;
        return this;
    }

    public SimulatorSettingsBuilder warmModels(String... warmModels) {
        this.warmModels = List.of(warmModels);
        return this;
    }

    public SimulatorSettingsBuilder tokens(TokenGrant tokens) {
        this.tokens = Optional.of(tokens);
        return this;
    }

    public SimulatorSettingsBuilder apiKey(String apiKey) {
        this.apiKey = Optional.of(apiKey);
        return this;
    }

    public SimulatorSettingsBuilder faults(FaultRule... faults) {
        this.faults = List.of(faults);
        return this;
    }

    public SimulatorSettingsBuilder recordLimit(int recordLimit) {
        this.recordLimit = recordLimit;
        return this;
    }

    public SimulatorSettingsBuilder ioThreads(int ioThreads) {
        this.ioThreads = ioThreads;
        return this;
    }

    public SimulatorSettingsBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    public SimulatorSettings build() {
        return new SimulatorSettings(
                host,
                port,
                flavour,
                models,
                pace,
                queueLimit,
                queueRetryAfter,
                contextTokens,
                embeddingDimension,
                maxBodyBytes,
                coldStart,
                warmModels,
                apiKey,
                tokens,
                faults,
                recordLimit,
                ioThreads,
                seed);
    }
}
