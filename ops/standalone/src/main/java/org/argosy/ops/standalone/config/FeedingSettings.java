package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

import java.time.Duration;
import org.argosy.dispatcher.feed.FeedShares;

/**
 * How what a model can do is divided.
 *
 * @param urgentShare part of a model that batches in danger of their deadline may take first; 0 for none
 * @param smallShare part of what a tenant gets that its batches with little left may take first; 0 for none
 * @param littleTime what a model does in this time is little
 * @param littleLines so many lines are little in any case
 */
public record FeedingSettings(double urgentShare, double smallShare, Duration littleTime, int littleLines) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    public FeedingSettings {
        check(urgentShare >= 0 && urgentShare <= 1, "urgent-share", "must be between 0 and 1");
        check(smallShare >= 0 && smallShare <= 1, "small-share", "must be between 0 and 1");
        check(
                !littleTime.isNegative() && littleTime.compareTo(LONGEST) <= 0,
                "little-time",
                "must be between 0s and 10m");
        check(littleLines >= 0, "little-lines", "must not be negative");
    }

    /** The same for a dispatcher. */
    public FeedShares shares() {
        return new FeedShares(FeedShares.defaults().quantumTokens(), urgentShare, smallShare, littleTime, littleLines);
    }
}
