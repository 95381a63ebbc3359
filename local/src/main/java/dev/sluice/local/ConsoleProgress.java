package dev.sluice.local;

import java.io.PrintStream;

/** Progress for people: one line that counts up on a terminal, a line every quarter elsewhere, so that a log stays short. */
public final class ConsoleProgress implements Progress {
    private static final long UNKNOWN_TOTAL_STEP = 10_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private long lastShown = -1;

    public ConsoleProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void say(String line) {
        lastShown = -1;
        out.println(line);
    }

    @Override
    public void transferred(long bytes, long total) {
        long step = step(bytes, total);
        if (step == lastShown) {
            return;
        }
        lastShown = step;
        String line = "  " + amount(bytes, total);
        if (!terminal) {
            out.println(line);
        } else {
            out.print("\r" + line + (bytes == total ? "\n" : ""));
            out.flush();
        }
    }

    private long step(long bytes, long total) {
        if (total <= 0) {
            return bytes / UNKNOWN_TOTAL_STEP;
        }
        return bytes * 100 / total / (terminal ? 1 : 25);
    }

    private static String amount(long bytes, long total) {
        String megabytes = bytes / 1_000_000 + (total > 0 ? " of " + total / 1_000_000 : "") + " MB";
        return total > 0 ? String.format("%3d %%  %s", bytes * 100 / total, megabytes) : megabytes;
    }
}
