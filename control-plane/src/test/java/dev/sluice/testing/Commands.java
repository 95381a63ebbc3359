package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Programs of the system that have no equal in Java. */
public final class Commands {
    private Commands() {}

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
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
