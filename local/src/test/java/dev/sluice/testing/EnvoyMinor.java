package dev.sluice.testing;

import dev.sluice.local.ConsoleProgress;
import dev.sluice.local.EnvoyBinary;
import dev.sluice.local.EnvoyMinors;
import dev.sluice.local.EnvoyNotFound;
import dev.sluice.local.EnvoyRelease;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A stock Envoy of one minor version. The older ones are fetched as the pinned one is, and kept beside it.
 *
 * @param name such as {@code 1.40}
 */
public record EnvoyMinor(String name) {
    /** Every one that is supported. */
    public static Stream<EnvoyMinor> all() {
        return EnvoyMinors.supported().names().stream().map(EnvoyMinor::new);
    }

    /** Those that not every other test runs. */
    public static Stream<EnvoyMinor> older() {
        return all().filter(minor -> !minor.isPinned());
    }

    /** The executable; where it cannot be had the test fails. */
    public Path binary() {
        return isPinned() ? TestEnvoy.binary() : fetched();
    }

    private boolean isPinned() {
        return EnvoyRelease.pinned().orElseThrow().version().startsWith(name + ".");
    }

    private Path fetched() {
        // An Envoy of the machine's is of another version.
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.keySet().removeAll(Set.of("ENVOY", "PATH"));
        Optional<EnvoyRelease> release = EnvoyRelease.described("/envoy/" + name + ".properties");
        try {
            return new EnvoyBinary(release, variables, new ConsoleProgress(System.out, false)).find();
        } catch (EnvoyNotFound e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "Envoy " + name;
    }
}
