package dev.sluice.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where files are kept when nobody said where. */
final class StateDir {
    private static final Path OF_THE_SYSTEM = Path.of("/var/lib/sluice");

    private StateDir() {}

    static ConfigFile.Value of(Environment environment) {
        return environment
                .get("STATE_DIRECTORY") // systemd gives several with colons when a unit asks for several
                .map(given -> new ConfigFile.Value(given.split(":")[0], "STATE_DIRECTORY"))
                .orElseGet(
                        () -> new ConfigFile.Value(withoutSystemd(environment).toString(), "default"));
    }

    private static Path withoutSystemd(Environment environment) {
        boolean writable = Files.isWritable(Files.exists(OF_THE_SYSTEM) ? OF_THE_SYSTEM : OF_THE_SYSTEM.getParent());
        if (writable) {
            return OF_THE_SYSTEM;
        }
        return environment
                .get("XDG_STATE_HOME")
                .map(Path::of)
                .orElse(environment.home().resolve(".local/state"))
                .resolve("sluice");
    }
}
