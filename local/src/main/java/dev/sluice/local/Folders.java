package dev.sluice.local;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a user's files belong, after the XDG base directory rules.
 *
 * @param cache may be deleted at any time; it is made again
 * @param data is kept
 */
public record Folders(Path cache, Path data) {

    public static Folders of(Map<String, String> env) {
        return new Folders(folder(env, "XDG_CACHE_HOME", ".cache"), folder(env, "XDG_DATA_HOME", ".local/share"));
    }

    /** Of the demo, and of the commands that reach it. */
    public Path demo() {
        return data.resolve("demo");
    }

    private static Path folder(Map<String, String> env, String variable, String underHome) {
        Path chosen = Path.of(env.getOrDefault(variable, ""));
        // The rules say so: a relative one is to be ignored.
        Path base = chosen.isAbsolute() ? chosen : home(env).resolve(underHome);
        return base.resolve("sluice");
    }

    private static Path home(Map<String, String> env) {
        String home = env.getOrDefault("HOME", "");
        return Path.of(home.isEmpty() ? System.getProperty("user.home") : home);
    }
}
