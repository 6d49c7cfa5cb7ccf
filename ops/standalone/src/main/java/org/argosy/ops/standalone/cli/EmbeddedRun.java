package org.argosy.ops.standalone.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.BiFunction;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.Role;
import org.argosy.ops.standalone.platform.Platform;

/** A platform that lives as long as one {@code argosy run}: a free port, every role, and its log in a file. */
final class EmbeddedRun {

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

    /** Starts it. Must come before anything is logged in this process. */
    <T> T start(BiFunction<URI, AutoCloseable, T> use) {
        Logging.toFile(dataDir().resolve("argosy-run.log"));
        Platform platform = Platform.start(settings);
        return use.apply(platform.url().orElseThrow(), platform);
    }
}
