package dev.sluice.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;

/** What the demo prints: one aligned line for each part as it comes up, with its time when that is worth telling. */
final class Console {
    private static final Duration WORTH_TELLING = Duration.ofMillis(100);

    private final PrintWriter out;
    private final long start = System.nanoTime();
    private long lastPart = start;

    Console(PrintWriter out) {
        this.out = out;
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** A part is up. */
    void part(String name, String where, String about) {
        Duration took = since(lastPart);
        String line = String.format("  %-10s %-17s %s", name, where, about);
        say(took.compareTo(WORTH_TELLING) < 0 ? line : line + "  [" + seconds(took) + "]");
        lastPart = System.nanoTime();
    }

    void ready() {
        say("  " + "ready in " + seconds(since(start)));
    }

    /** Short, as a shell understands it. */
    static String path(Path path) {
        Path home = Path.of(System.getProperty("user.home"));
        return path.startsWith(home) ? "~/" + home.relativize(path) : path.toString();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static String seconds(Duration duration) {
        return String.format("%.1f s", duration.toMillis() / 1000.0);
    }
}
