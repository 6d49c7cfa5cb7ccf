package org.argosy.dispatcher.feed;

import java.time.Duration;

/**
 * How many lines of a model may be published and unfinished.
 *
 * @param blind lines while no worker tells of permits for the model
 * @param least lines when workers do
 * @param permits lines for each permit
 * @param ahead lines for this much time at the rate at which lines have been finishing: a fast backend finishes its
 *     permits many times over between two looks at Kafka
 */
public record WindowSettings(int blind, int least, double permits, Duration ahead) {

    public WindowSettings {
        if (blind < 1 || least < 1 || permits <= 0 || !ahead.isPositive()) {
            throw new IllegalArgumentException("the window's numbers must be positive");
        }
    }

    public static WindowSettings defaults() {
        return new WindowSettings(64, 8, 2, Duration.ofMillis(1_500));
    }
}
