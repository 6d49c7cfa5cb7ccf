package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a batch may ask to take, and what is left of it. Windows that are absent come from the profile.
 *
 * @param minCompletionWindow shortest window
 * @param maxCompletionWindow longest window
 * @param keepPlans how long what feeds a batch stays in the database after its end
 */
public record BatchSettings(
        Optional<Duration> minCompletionWindow, Optional<Duration> maxCompletionWindow, Optional<Duration> keepPlans) {

    public BatchSettings {
        check(minCompletionWindow.filter(w -> !w.isPositive()).isEmpty(), "min-completion-window", "must be positive");
        check(maxCompletionWindow.filter(w -> !w.isPositive()).isEmpty(), "max-completion-window", "must be positive");
        check(keepPlans.filter(Duration::isNegative).isEmpty(), "keep-plans", "cannot be negative");
    }
}
