package dev.sluice.testing;

import dev.sluice.local.Folders;
import dev.sluice.local.LocalPostgres;
import dev.sluice.local.LocalPostgresFailed;
import dev.sluice.local.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A PostgreSQL and a standby that streams from it, in a test's hands: the one can be killed, the other promoted. */
public final class ReplicatedPostgres implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "off",
            "full_page_writes", "off",
            "wal_retrieve_retry_interval", "100");

    private final LocalPostgres primary;
    private final LocalPostgres standby;
    private final Cut stream;
    private final Path primaryData;

    private ReplicatedPostgres(LocalPostgres primary, LocalPostgres standby, Cut stream, Path primaryData) {
        this.primary = primary;
        this.standby = standby;
        this.stream = stream;
        this.primaryData = primaryData;
    }

    public static ReplicatedPostgres start() {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "replicated-")
                    .toAbsolutePath();
            Path first = folder.resolve("primary");
            Path second = folder.resolve("standby");
            // The standby begins as a copy of the primary's data at rest.
            launch(first, Map.of()).close();
            run("cp", "--archive", first.toString(), second.toString());
            LocalPostgres primary = launch(first, SETTINGS);
            Cut stream = Cut.to(primary.port());
            follow(second.resolve("data"), stream.port());
            LocalPostgres standby = launch(second, SETTINGS);
            return new ReplicatedPostgres(primary, standby, stream, first.resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LocalPostgresFailed e) {
            throw new IllegalStateException(e);
        }
    }

    private static LocalPostgres launch(Path folder, Map<String, String> settings) throws LocalPostgresFailed {
        Path binaries = Folders.of(System.getenv()).cache().resolve("postgres");
        return LocalPostgres.start(
                new LocalPostgres.Options(folder, binaries, FreePorts.next(), settings), Progress.SILENT);
    }

    private static void follow(Path data, int port) throws IOException {
        Files.createFile(data.resolve("standby.signal"));
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres passfile="
                        + data.resolveSibling("pgpass") + "'\n",
                StandardOpenOption.APPEND);
    }

    public TestDatabase primary() {
        return database(primary);
    }

    /** The same database there. */
    public TestDatabase standby() {
        return database(standby);
    }

    private static TestDatabase database(LocalPostgres server) {
        return new TestDatabase(server.port(), server.user(), server.user(), server.password());
    }

    /** What the standby gets the primary's changes by. */
    public Cut stream() {
        return stream;
    }

    /** As the primary's superuser. */
    public void onPrimary(String statement) {
        ask(primary, statement);
    }

    /** As the standby's superuser; the first column of the first row, if there are any, as text. */
    public String onStandby(String statement) {
        return ask(standby, statement);
    }

    /** The standby goes on receiving and repeats nothing. */
    public void pauseReplay() {
        onStandby("SELECT pg_wal_replay_pause()");
        RunningSluice.soon()
                .until(() -> onStandby("SELECT pg_get_wal_replay_pause_state()").equals("paused"));
    }

    public void resumeReplay() {
        onStandby("SELECT pg_wal_replay_resume()");
    }

    /** Waits until the standby has repeated what the primary has written by now. */
    public void awaitReplayed() {
        String written = ask(primary, "SELECT pg_current_wal_lsn()");
        RunningSluice.soon()
                .until(() -> onStandby("SELECT pg_last_wal_replay_lsn() >= '" + written + "'")
                        .equals("t"));
    }

    /** Kills every process of it at once. */
    public void killPrimary() {
        try {
            long pid = Long.parseLong(Files.readAllLines(primaryData.resolve("postmaster.pid"))
                    .get(0)
                    .strip());
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            ProcessHandle[] children = postmaster.children().toArray(ProcessHandle[]::new);
            postmaster.destroyForcibly();
            for (ProcessHandle child : children) {
                child.destroyForcibly();
            }
            postmaster.onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the standby takes writes. */
    public void promote() {
        onStandby("SELECT pg_promote()");
    }

    private static String ask(LocalPostgres server, String sql) {
        try (Connection connection = server.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? String.valueOf(row.getString(1)) : "";
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(String... command) throws IOException {
        try {
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            standby.close();
            stream.close();
            primary.close();
            run("rm", "-r", primaryData.getParent().getParent().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LocalPostgresFailed e) {
            throw new IllegalStateException(e);
        }
    }
}
