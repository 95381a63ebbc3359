package dev.sluice.doctor;

import dev.sluice.config.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The machine: its files and programs.
 *
 * @param root where its files are, / but in tests
 * @param environment of the process that looks
 */
public record Vm(Path root, Environment environment) {
    /** What the kernel tells; there is no other to stand for it. */
    static final Path PROC = Path.of("/proc");

    static final String SETTINGS = "/etc/sluice/sluice.env";
    /** With what people's commands connect; root's alone. */
    static final String OPERATOR = "/etc/sluice/operator.env";

    static final String CREDENTIAL = "/etc/credstore/sluice.database-password";
    static final String NO_SYSTEMD = "this machine was not started by systemd";
    private static final String STATE = "/var/lib/sluice";
    private static final int PROGRAM_SECONDS = 5;

    Path file(String path) {
        return root.resolve(path.substring(1));
    }

    /** The text of a file. */
    Seen<String> read(String path) {
        try {
            return new Seen.There<>(Files.readString(file(path)));
        } catch (AccessDeniedException e) {
            return Seen.asRoot(path);
        } catch (NoSuchFileException e) {
            return new Seen.Broken<>(path + " does not exist");
        } catch (IOException e) {
            return new Seen.Broken<>(path + " cannot be read: " + e.getMessage());
        }
    }

    /** Whether a file can be looked for at all: to one without the right its folder seems empty. */
    boolean canLookInto(String folder) {
        return !Files.exists(file(folder)) || Files.isExecutable(file(folder)) && Files.isReadable(file(folder));
    }

    /** What the daemon's unit gives it, where that can be read; below it what this process has. */
    public Environment ofTheDaemon() {
        Map<String, String> variables = new HashMap<>();
        if (Files.exists(file(STATE))) {
            variables.put("STATE_DIRECTORY", file(STATE).toString());
        }
        if (Files.isReadable(file(CREDENTIAL))) {
            variables.put("SLUICE_DATABASE_PASSWORD_FILE", file(CREDENTIAL).toString());
        }
        Map<String, String> file =
                read(SETTINGS).value().map(EnvironmentFile::parse).orElse(Map.of());
        variables.putAll(file);
        environment.variables().forEach((name, value) -> {
            if (file.isEmpty() || name.startsWith("SLUICE_")) {
                variables.put(name, value);
            }
        });
        return new Environment(variables, environment.home(), environment.user(), environment.ipv6());
    }

    /**
     * What a command for people finds on a VM, when nobody names a database to it: what the daemon's unit has, and over it
     * the settings of those who may write. As this process has it where neither file can be read.
     */
    public Environment ofAnOperator() {
        Map<String, String> operators =
                read(OPERATOR).value().map(EnvironmentFile::parse).orElse(Map.of());
        if (operators.isEmpty() && read(SETTINGS).value().isEmpty()) {
            return environment;
        }
        Environment theirs = ofTheDaemon();
        Map<String, String> variables = new HashMap<>(theirs.variables());
        if (operators.containsKey("SLUICE_DATABASE_URL")) {
            // The daemon's password is another role's.
            variables.remove("SLUICE_DATABASE_PASSWORD_FILE");
        }
        variables.putAll(operators);
        environment.variables().forEach((name, value) -> variables.computeIfPresent(name, (same, read) -> value));
        return new Environment(variables, theirs.home(), theirs.user(), theirs.ipv6());
    }

    /** Whether there is a daemon's file of settings that this user may not read. */
    public boolean hidesItsSettings() {
        return read(SETTINGS) instanceof Seen.Hidden<String>
                // To one who may not even look into the folder, the file seems missing.
                || !canLookInto("/etc/sluice");
    }

    /** What a program of systemd's prints; hidden where there is no systemd, or where it refuses. */
    Seen<String> systemd(String program, String... arguments) {
        if (!Files.isDirectory(file("/run/systemd/system"))) {
            return new Seen.Hidden<>(NO_SYSTEMD, "");
        }
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Seen.Hidden<>(program + " does not answer", "");
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0
                    ? new Seen.There<>(text)
                    : new Seen.Hidden<>(program + " ended with " + process.exitValue(), "");
        } catch (IOException e) {
            return new Seen.Hidden<>("there is no " + program + " here", "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Seen.Hidden<>("interrupted", "");
        }
    }
}
