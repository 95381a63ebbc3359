package dev.sluice.log;

import dev.sluice.config.LogFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where log lines go to.
 *
 * @param terminal whether a person reads the lines as they come
 * @param journal whether systemd takes the lines and adds the times
 * @param colour whether colours are wanted
 */
public record Place(boolean terminal, boolean journal, boolean colour) {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    /** Where this process writes. */
    public static Place ofProcess() {
        return of(System.getenv(), isTerminal());
    }

    static Place of(Map<String, String> environment, boolean terminal) {
        // A shell that a desktop's unit started has this variable, but writes to a terminal.
        boolean journal = environment.containsKey("JOURNAL_STREAM") && !terminal;
        boolean colour = terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
        return new Place(terminal, journal, colour);
    }

    private static boolean isTerminal() {
        try {
            Path target = Files.readSymbolicLink(STDERR);
            return target.startsWith("/dev/pts") || target.toString().matches("/dev/(tty|console).*");
        } catch (IOException | UnsupportedOperationException noProc) {
            return System.console() != null;
        }
    }

    LogFormat resolve(LogFormat format) {
        if (format != LogFormat.AUTO) {
            return format;
        }
        return journal ? LogFormat.JOURNALD : LogFormat.TEXT;
    }
}
