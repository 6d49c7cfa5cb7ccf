package org.argosy.ops.standalone.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.Role;

/** A platform that lives as long as one {@code argosy run}: a free port, every role, and its log in a file. */
final class EmbeddedRun {

    /** Whoever interrupts does not want to wait; what is cut off is sent again by the next run. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ArgosySettings settings;

    private EmbeddedRun(ArgosySettings settings) {
        this.settings = settings;
    }

    static EmbeddedRun prepare(Optional<Path> config, DataDirOption dataDir) {
        ArgosySettings settings = Settings.load(config, dataDir);
        if (!settings.roles().equals(EnumSet.allOf(Role.class))) {
            throw CommandException.unusable(
                    "'argosy run' needs all roles in its platform; remove argosy.roles, or use --server.");
        }
        return new EmbeddedRun(settings.withPort(0));
    }

    Path dataDir() {
        return settings.dataDir();
    }

    /**
     * Starts it. Must come before anything is logged in this process.
     *
     * @return where it listens
     */
    URI start(OwnPlatform platform) {
        Logging.toFile(dataDir().resolve("argosy-run.log"));
        return platform.start(settings, GRACE).url().orElseThrow();
    }
}
