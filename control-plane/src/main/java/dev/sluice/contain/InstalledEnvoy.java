package dev.sluice.contain;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An Envoy that is on this machine: what {@code ENVOY} names, else one in {@code PATH}, else the newest that was fetched. */
public final class InstalledEnvoy {
    private static final Comparator<String> BY_VERSION = Comparator.comparing(
            name -> Arrays.stream(name.split("\\.")).mapToInt(Integer::parseInt).toArray(), Arrays::compare);

    private final Map<String, String> env;

    public InstalledEnvoy(Map<String, String> env) {
        this.env = Map.copyOf(env);
    }

    public Optional<Path> find() {
        return Stream.of(named(), inPath(), fetched())
                .flatMap(places -> places)
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Stream<Path> named() {
        return Stream.of(env.getOrDefault("ENVOY", ""))
                .filter(name -> !name.isBlank())
                .map(Path::of);
    }

    private Stream<Path> inPath() {
        return Stream.of(env.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "envoy"));
    }

    /** The demo keeps each version in a folder of its name. */
    private Stream<Path> fetched() {
        Path versions = cache().resolve("sluice").resolve("envoy");
        return Optional.ofNullable(versions.toFile().list()).stream()
                .flatMap(Arrays::stream)
                .filter(name -> name.matches("\\d{1,4}(\\.\\d{1,4})*"))
                .sorted(BY_VERSION.reversed())
                .map(name -> versions.resolve(name).resolve("envoy"));
    }

    private Path cache() {
        Path chosen = Path.of(env.getOrDefault("XDG_CACHE_HOME", ""));
        Path home = Path.of(env.getOrDefault("HOME", System.getProperty("user.home")));
        return chosen.isAbsolute() ? chosen : home.resolve(".cache");
    }
}
