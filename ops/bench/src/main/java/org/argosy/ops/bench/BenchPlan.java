package org.argosy.ops.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one measurement does.
 *
 * @param lineBytes the length of each input line with its newline
 * @param maxTokens the limit that each request carries; 0 leaves it out
 * @param smallLines lines of a second batch that is submitted when the first one runs; 0 submits none
 * @param timeout how long a batch may take in all
 * @param backendStats the root URL of a simulated cluster, for what only the backend can see
 * @param pids roots of the process trees whose CPU time and memory are added up
 * @param idealSeconds the shortest possible makespan; taken from the backend's statistics when empty
 */
public record BenchPlan(
        int lines,
        int lineBytes,
        String model,
        String endpoint,
        long seed,
        int maxTokens,
        int smallLines,
        Duration timeout,
        Optional<URI> backendStats,
        List<Long> pids,
        OptionalDouble idealSeconds) {

    public BenchPlan {
        pids = List.copyOf(pids);
        if (lines < 1 || smallLines < 0) {
            throw new IllegalArgumentException("lines must be at least 1, and smallLines not negative");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive");
        }
    }

    /** Lines of 850 bytes for chat completions, an hour at most, nothing measured beside the server. */
    public static BenchPlan of(int lines, String model) {
        return new BenchPlan(
                lines,
                850,
                model,
                "/v1/chat/completions",
                1,
                16,
                0,
                Duration.ofHours(1),
                Optional.empty(),
                List.of(),
                OptionalDouble.empty());
    }

    /** The same with so many lines, and nothing that depends on their number. */
    BenchPlan withLines(int newLines) {
        return new BenchPlan(
                newLines,
                lineBytes,
                model,
                endpoint,
                seed,
                maxTokens,
                0,
                timeout,
                backendStats,
                pids,
                OptionalDouble.empty());
    }

    /** The same with the processes to watch. */
    public BenchPlan withPids(List<Long> newPids) {
        return new BenchPlan(
                lines,
                lineBytes,
                model,
                endpoint,
                seed,
                maxTokens,
                smallLines,
                timeout,
                backendStats,
                newPids,
                idealSeconds);
    }

    /** The same with a simulated cluster to ask. */
    public BenchPlan withBackendStats(URI root) {
        return new BenchPlan(
                lines,
                lineBytes,
                model,
                endpoint,
                seed,
                maxTokens,
                smallLines,
                timeout,
                Optional.of(root),
                pids,
                idealSeconds);
    }

    JsonlInput input() {
        return new JsonlInput(lines, lineBytes, model, endpoint, seed, maxTokens);
    }

    JsonlInput smallInput() {
        return new JsonlInput(smallLines, lineBytes, model, endpoint, seed + 1, maxTokens);
    }
}
