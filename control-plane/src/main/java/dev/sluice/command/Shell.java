package dev.sluice.command;

import dev.sluice.config.Environment;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command was typed, so that tests can be one.
 *
 * @param in stdin
 * @param interactive whether a person types into it
 * @param out what was asked for
 * @param err everything else
 */
public record Shell(Environment environment, BufferedReader in, boolean interactive, PrintWriter out, PrintWriter err) {

    /** The one this process runs in. UTF-8 whatever the locale: under systemd and cron it is C. */
    public static Shell ofProcess() {
        return new Shell(
                Environment.ofProcess(),
                new BufferedReader(
                        new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8)),
                System.console() != null,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }
}
