package org.argosy.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class BenchRunTest {

    private static final BenchPlan PLAN = BenchPlan.of(1000, "m");

    @Test
    void shouldMeasureEachStageAndFindEveryLineOnce() throws Exception {
        try (var server = new EchoBatchServer(UnaryOperator.identity())) {
            var report = BenchRun.run(PLAN, server.connection());

            assertThat(report.exactlyOnce()).isTrue();
            assertThat(report.outputLines()).isEqualTo(1000);
            assertThat(report.status()).isEqualTo("completed");
            assertThat(report.createToInProgress() + report.runToFinalizing() + report.finalizingToEnd())
                    .isCloseTo(report.createToEnd(), offset(1e-9));
            assertThat(server.file("file-1")).hasSize(850_000);
        }
    }

    @Test
    void shouldFindLostRepeatedAndForeignLines() throws Exception {
        String repeated = "\n{\"custom_id\":\"line-000000007\"}\n{\"custom_id\":\"else\"}";
        try (var server = new EchoBatchServer(results -> results.substring(results.indexOf('\n') + 1) + repeated)) {
            var report = BenchRun.run(PLAN, server.connection());

            assertThat(report.exactlyOnce()).isFalse();
            assertThat(report.missing()).isEqualTo(1);
            assertThat(report.repeats()).isEqualTo(1);
            assertThat(report.strangers()).isEqualTo(1);
        }
    }

    @Test
    void shouldSendASmallBatchBehindTheLargeOne() throws Exception {
        var plan = new BenchPlan(
                100,
                400,
                "m",
                "/v1/embeddings",
                1,
                0,
                5,
                Duration.ofMinutes(1),
                Optional.empty(),
                List.of(ProcessHandle.current().pid()),
                OptionalDouble.of(0.001));
        try (var server = new EchoBatchServer(UnaryOperator.identity())) {
            var report = BenchRun.run(plan, server.connection());

            assertThat(report.smallBatch()).isPresent();
            assertThat(report.overIdeal()).isPresent();
            assertThat(report.cpuSecondsPer1000Lines()).isPresent();
            assertThat(server.file("file-2").lines()).hasSize(5);
        }
    }

    @Test
    void shouldDivideTheLinesOverTenantsAndAddUpWhatCameBack() throws Exception {
        try (var server = new EchoBatchServer(UnaryOperator.identity())) {
            var text = new StringWriter();
            var command = new CommandLine(new BenchCommand()).setOut(new PrintWriter(text));
            String[] args = {
                "--server",
                server.connection().url().toString(),
                "--api-key",
                "key",
                "--lines",
                "103",
                "--tenants",
                "10",
                "--repeat",
                "2",
                "--warm-up",
                "5",
                "--json"
            };
            assertThat(command.execute(args)).isZero();

            var json = new JsonMapper().readTree(text.toString());
            assertThat(json.path("tenants").asInt()).isEqualTo(10);
            assertThat(json.path("runs")).hasSize(2);
            assertThat(json.at("/runs/1/output_lines").asInt()).isEqualTo(103);
            assertThat(json.at("/runs/1/exactly_once").asBoolean()).isTrue();
            assertThat(server.uploads())
                    .hasSize(10)
                    .allSatisfy((key, files) -> assertThat(files).isEqualTo(3))
                    .containsKey("key of bench-10");
        }
    }

    @Test
    void shouldFindLinesOfAnotherTenant() throws Exception {
        try (var server = new EchoBatchServer(results -> results.replace("\"line-000000000\"", "\"line-000000099\""))) {
            var report = BenchRun.run(BenchPlan.of(100, "m"), List.of(server.connection(), server.connection()));

            assertThat(report.tenants()).isEqualTo(2);
            assertThat(report.strangers()).isEqualTo(1);
            assertThat(report.missing()).isEqualTo(1);
            assertThat(report.repeats()).isZero();
        }
    }

    @Test
    void shouldSayWhatTheServerRefused() throws Exception {
        try (var server = new EchoBatchServer(UnaryOperator.identity())) {
            var stranger = new ServerConnection(server.connection().url(), "other");
            assertThatThrownBy(() -> BenchRun.run(PLAN, stranger))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("401")
                    .hasMessageContaining("Incorrect API key");
        }
    }

    @Test
    void shouldMakeTheSameLinesForTheSameSeed() throws Exception {
        byte[] all = PLAN.input().open().readAllBytes();
        assertThat(all).hasSize(850_000).isEqualTo(PLAN.input().open().readAllBytes());
        for (String line : new String(all, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isEmpty()) {
                assertThat(new JsonMapper().readTree(line).at("/body/model").asString())
                        .isEqualTo("m");
            }
        }
    }

    @Test
    void shouldPrintRunsMedianAndRatioOfTwoServers() throws Exception {
        try (var first = new EchoBatchServer(UnaryOperator.identity());
                var second = new EchoBatchServer(UnaryOperator.identity());
                var cluster = SimulatedCluster.start(SimulatorSettings.instant())) {
            var text = new StringWriter();
            var command = new CommandLine(new BenchCommand()).setOut(new PrintWriter(text));
            String[] args = {
                "--server",
                first.connection().url().toString(),
                "--against",
                second.connection().url().toString(),
                "--api-key",
                "key",
                "--lines",
                "50",
                "--repeat",
                "3",
                "--backend-stats",
                cluster.rootUrl()
            };
            assertThat(command.execute(args)).isZero();
            assertThat(text.toString()).contains("A1", "A3", "A median", "B median", "A/B", "lines/s");

            text.getBuffer().setLength(0);
            var jsonArgs = Arrays.copyOf(args, args.length + 1);
            jsonArgs[args.length] = "--json";
            assertThat(command.execute(jsonArgs)).isZero();
            var json = new JsonMapper().readTree(text.toString());
            assertThat(json.path("runs")).hasSize(3);
            assertThat(json.at("/median/missing_lines").asInt(-1)).isZero();
            assertThat(json.at("/ratio/lines_per_second").isNumber()).isTrue();
            assertThat(json.at("/runs/0/backend_requests").asInt(-1)).isZero();
        }
    }

    @Test
    void shouldAskForAServerWhenNoneCanBeStarted() {
        var text = new StringWriter();
        var command = new CommandLine(new BenchCommand()).setErr(new PrintWriter(text));
        assertThat(command.execute("--lines", "10")).isEqualTo(2);
        assertThat(text.toString()).contains("--server is needed");
    }
}
