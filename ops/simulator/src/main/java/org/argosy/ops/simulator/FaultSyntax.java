package org.argosy.ops.simulator;

import java.time.Duration;
import java.util.Optional;

/**
 * Faults in a word, for the command line and {@code /control}: {@code FAULT[+RETRY_AFTER][:TRIGGER]}.
 *
 * <p>FAULT is a status ({@code 500}), {@code 408@300} (a status after so many seconds), {@code server-400} (an error of the
 * model server, which a gateway wraps), {@code detail-503}, {@code html-502}, {@code offline}, {@code hang}, {@code reset},
 * {@code stall} or {@code slow@5} (a good answer over so many seconds); RETRY_AFTER is in seconds and goes with a status; TRIGGER is a chance ({@code 0.05}), {@code first=10}, {@code every=100} or {@code
 * user=PREFIX}, and always without one. {@code 429+2:0.1} refuses a tenth of all requests for two seconds.
 */
public final class FaultSyntax {

    private FaultSyntax() {}

    /**
     * Reads one rule.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public static FaultRule parse(String text) {
        try {
            int colon = text.indexOf(':');
            Fault fault = fault(colon < 0 ? text : text.substring(0, colon));
            return colon < 0 ? FaultRule.always(fault) : new FaultRule(fault, trigger(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Cannot read the fault '" + text + "' (" + e.getMessage()
                            + "); write for example 500:0.05, 429+2:first=10, html-502:every=100, hang, reset or stall",
                    e);
        }
    }

    private static Fault fault(String text) {
        return switch (text) {
            case "hang" -> new Fault.Hang();
            case "reset" -> new Fault.Reset();
            case "stall" -> new Fault.Stall();
            case "offline" -> new Fault.Offline();
            default -> withNumber(text);
        };
    }

    private static Fault withNumber(String text) {
        int at = text.indexOf('@');
        if (at >= 0) {
            Duration time = Duration.ofMillis(Math.round(Double.parseDouble(text.substring(at + 1)) * 1000));
            String what = text.substring(0, at);
            return what.equals("slow") ? new Fault.Slow(time) : new Fault.Late(Integer.parseInt(what), time);
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            return status(text);
        }
        int number = Integer.parseInt(text.substring(dash + 1));
        return switch (text.substring(0, dash)) {
            case "html" -> new Fault.Html(number);
            case "server" -> new Fault.Server(number);
            case "detail" -> new Fault.Detail(number);
            default -> throw new IllegalArgumentException("unknown fault");
        };
    }

    private static Fault status(String text) {
        int plus = text.indexOf('+');
        if (plus < 0) {
            return new Fault.Status(Integer.parseInt(text));
        }
        return new Fault.Status(
                Integer.parseInt(text.substring(0, plus)),
                Optional.of(Duration.ofSeconds(Long.parseLong(text.substring(plus + 1)))));
    }

    private static FaultRule.Trigger trigger(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            return new FaultRule.Chance(Double.parseDouble(text));
        }
        String value = text.substring(equals + 1);
        return switch (text.substring(0, equals)) {
            case "first" -> new FaultRule.Arrivals(0, Long.parseLong(value));
            case "every" -> new FaultRule.Every(Integer.parseInt(value));
            case "user" -> new FaultRule.User(value);
            default -> throw new IllegalArgumentException("unknown trigger '" + text + "'");
        };
    }
}
