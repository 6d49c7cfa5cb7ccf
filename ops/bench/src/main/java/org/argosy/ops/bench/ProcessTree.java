package org.argosy.ops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Adds up what processes and their descendants use. A process that ends keeps the CPU time it was last seen with, so short
 * ones are counted to the last sample only. Memory is the proportional set size and is known on Linux only. Thread-safe.
 */
final class ProcessTree {

    private final List<Long> roots;
    private final Map<Long, Duration> first = new HashMap<>();
    private final Map<Long, Duration> last = new HashMap<>();
    private long peakBytes;

    /** Starts to measure: CPU time used so far does not count. */
    ProcessTree(List<Long> roots) {
        this.roots = List.copyOf(roots);
        processes().forEach(process -> cpu(process).ifPresent(time -> first.put(process.pid(), time)));
        sample();
    }

    synchronized void sample() {
        long bytes = 0;
        for (ProcessHandle process : processes().toList()) {
            cpu(process).ifPresent(time -> last.put(process.pid(), time));
            bytes += memory(process.pid());
        }
        peakBytes = Math.max(peakBytes, bytes);
    }

    synchronized Duration cpu() {
        Duration sum = Duration.ZERO;
        for (var entry : last.entrySet()) {
            sum = sum.plus(entry.getValue()).minus(first.getOrDefault(entry.getKey(), Duration.ZERO));
        }
        return sum;
    }

    /** The highest sum seen, in bytes; empty where it cannot be read. */
    synchronized OptionalLong peakBytes() {
        return peakBytes > 0 ? OptionalLong.of(peakBytes) : OptionalLong.empty();
    }

    private Stream<ProcessHandle> processes() {
        return roots.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .distinct();
    }

    private static Optional<Duration> cpu(ProcessHandle process) {
        return process.info().totalCpuDuration();
    }

    private static long memory(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
