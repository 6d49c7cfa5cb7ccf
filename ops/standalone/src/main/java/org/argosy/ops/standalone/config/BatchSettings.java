package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a batch may ask to take. What is absent comes from the profile.
 *
 * @param minCompletionWindow shortest window
 * @param maxCompletionWindow longest window
 */
public record BatchSettings(Optional<Duration> minCompletionWindow, Optional<Duration> maxCompletionWindow) {

    public BatchSettings {
        check(minCompletionWindow.filter(w -> !w.isPositive()).isEmpty(), "min-completion-window", "must be positive");
        check(maxCompletionWindow.filter(w -> !w.isPositive()).isEmpty(), "max-completion-window", "must be positive");
    }
}
