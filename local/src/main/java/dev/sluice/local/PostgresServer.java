package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * PostgreSQL's own programs at work on one data folder.
 *
 * @param bin where they are
 */
record PostgresServer(Path bin, PostgresFiles files, Unprivileged user) {
    /** A fast shutdown takes a tenth of a second; longer when there is much to flush to a slow disk. */
    private static final String STOP_LIMIT_SECONDS = "30";

    /** A start takes half a second, on a machine with more to do than it can many times that. */
    private static final String START_LIMIT_SECONDS = "180";

    static PostgresServer of(Path binaries, PostgresFiles files) throws IOException, LocalPostgresFailed {
        Unprivileged user = Unprivileged.find(files.folder());
        Path programs = user.programs(binaries);
        try {
            return new PostgresServer(PostgresBinaries.in(programs), files, user);
        } catch (IOException e) {
            throw new LocalPostgresFailed(FileTrouble.sentence(programs, "XDG_CACHE_HOME", e));
        }
    }

    /** Creates the data. Never with a moment in which everybody is let in; independent of the languages installed. */
    void create(String superuser, String password) throws IOException, LocalPostgresFailed {
        PrivateFiles.folder(files.data());
        if (user.owner() >= 0) {
            Files.setAttribute(files.data(), "unix:uid", user.owner());
        }
        Path passwordFile = PrivateFiles.write(files.folder().resolve("initdb"), password);
        try {
            run(
                    "initdb",
                    "--pgdata=" + files.data(),
                    "--username=" + superuser,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8");
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    /** Returns when it takes connections. */
    void start(int port, Map<String, String> settings) throws IOException, LocalPostgresFailed {
        String options = settings.entrySet().stream()
                .map(setting -> " -c " + setting.getKey() + "=" + setting.getValue())
                .sorted()
                .collect(Collectors.joining());
        run(
                "pg_ctl",
                "start",
                "--wait",
                "--timeout=" + START_LIMIT_SECONDS,
                "--pgdata=" + files.data(),
                "--options=-p " + port + options);
    }

    /** Returns when all is on disk and it is gone. */
    void stop() throws IOException, LocalPostgresFailed {
        run("pg_ctl", "stop", "--wait", "--mode=fast", "--timeout=" + STOP_LIMIT_SECONDS, "--pgdata=" + files.data());
    }

    private void run(String program, String... arguments) throws IOException, LocalPostgresFailed {
        List<String> command = new ArrayList<>(List.of(bin.resolve(program).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(user.command(command))
                .redirectErrorStream(true)
                // The server keeps it open, so it cannot be a pipe to us.
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                .start();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new LocalPostgresFailed(
                        program + " failed; " + files.log() + " ends with\n  " + files.lastWords());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalPostgresFailed(program + " was interrupted");
        }
    }
}
