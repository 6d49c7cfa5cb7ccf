package org.argosy.ops.standalone.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.ConfigLoader;

/** The configuration of a command that runs or opens the platform. */
final class Settings {

    private Settings() {}

    /** Reads the file, if any; the data directory of the command line or the environment wins over the file's. */
    static ArgosySettings load(Optional<Path> config, DataDirOption dataDir) {
        ConfigLoader loader = new ConfigLoader(System.getenv());
        ArgosySettings settings = config.or(() -> Optional.ofNullable(System.getenv("ARGOSY_CONFIG"))
                        .filter(file -> !file.isBlank())
                        .map(Path::of))
                .map(loader::load)
                .orElseGet(loader::defaults);
        return settings.withDataDir(dataDir.given().orElseGet(() -> DataDirOption.expand(settings.dataDir())));
    }
}
