package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Programs of the system that have no equal in Java. */
public final class Commands {
    private Commands() {}

    /** Nothing of it goes on, and it is not told. */
    static void freeze(ProcessHandle process) {
        onProcess(process, "kill", "-STOP");
    }

    static void thaw(ProcessHandle process) {
        onProcess(process, "kill", "-CONT");
    }

    /** With the number of {@code process} at its end; not minded when that is gone. */
    static void onProcess(ProcessHandle process, String... command) {
        String[] whole = Arrays.copyOf(command, command.length + 1);
        whole[command.length] = Long.toString(process.pid());
        try {
            run(whole);
        } catch (IllegalStateException failed) {
            if (process.isAlive()) {
                throw failed;
            }
        }
    }

    /** Fails when it does. */
    public static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + status + "\n" + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
