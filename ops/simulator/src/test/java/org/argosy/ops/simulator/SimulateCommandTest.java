package org.argosy.ops.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.argosy.ops.simulator.wire.Flavour;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class SimulateCommandTest {

    @Test
    void shouldReadItsOptions() {
        var settings = parse(
                "first-gateway",
                "--port",
                "0",
                "--model",
                "a/b",
                "--slots",
                "7",
                "--ttft",
                "50",
                "--token-time",
                "0.5",
                "--fault",
                "429+2:0.1",
                "--queue",
                "3",
                "--queue-retry-after",
                "4");

        assertThat(settings.flavour()).isEqualTo(Flavour.FIRST_GATEWAY);
        assertThat(settings.models()).containsExactly("a/b");
        assertThat(settings.pace()).isEqualTo(new Pace(7, Duration.ofMillis(50), Duration.ofNanos(500_000), 16, 256));
        assertThat(settings.faults()).containsExactly(FaultSyntax.parse("429+2:0.1"));
        assertThat(settings.queueLimit()).isEqualTo(3);
        assertThat(settings.queueRetryAfter()).hasValue(Duration.ofSeconds(4));
    }

    @Test
    void shouldAnswerAtOnceWhenInstant() {
        assertThat(parse("instant").pace()).isEqualTo(Pace.instant());
        assertThat(parse().pace()).isEqualTo(Pace.continuousBatching());
    }

    @Test
    void shouldNameWhatItCannotRead() {
        assertThatThrownBy(() -> parse("tgi"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("tgi");
        assertThatThrownBy(() -> parse("--fault", "sulk")).hasMessageContaining("sulk");
        assertThatThrownBy(() -> parse("--slots", "0")).hasMessageContaining("slots");
    }

    private static SimulatorSettings parse(String... args) {
        var command = new SimulateCommand();
        new CommandLine(command).parseArgs(args);
        return command.settings();
    }
}
