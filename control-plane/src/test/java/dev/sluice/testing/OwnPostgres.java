package dev.sluice.testing;

import dev.sluice.local.Folders;
import dev.sluice.local.LocalPostgres;
import dev.sluice.local.LocalPostgresFailed;
import dev.sluice.local.Ports;
import dev.sluice.local.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A PostgreSQL of one test's own, which may stop it, kill it, freeze it or fill its disk. */
public final class OwnPostgres implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "off",
            "full_page_writes", "off",
            "wal_retrieve_retry_interval", "100");

    private final Path folder;
    private final int port = FreePorts.next();
    private LocalPostgres server;

    private OwnPostgres(Path folder) {
        this.folder = folder;
        this.server = launch();
    }

    /** A new one. */
    public static OwnPostgres start() {
        return in(newFolder().resolve("server"));
    }

    /** On the data in {@code folder}, if there are any. */
    static OwnPostgres in(Path folder) {
        return new OwnPostgres(folder);
    }

    static Path newFolder() {
        return RunFolder.fresh("own-postgres-");
    }

    private LocalPostgres launch() {
        Path binaries = Folders.of(System.getenv()).cache().resolve("postgres");
        try {
            return LocalPostgres.start(new LocalPostgres.Options(folder, binaries, port, SETTINGS), Progress.SILENT);
        } catch (LocalPostgresFailed e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return server.port();
    }

    Path data() {
        return folder.resolve("data");
    }

    public TestDatabase database() {
        return new TestDatabase(server.port(), server.user(), server.user(), server.password());
    }

    /** What only a superuser may; the first column of the first row, if there are any, as text. */
    public String superuser(String sql) {
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

    /** As an administrator does: who is connected is told. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LocalPostgresFailed e) {
            throw new IllegalStateException(e);
        }
    }

    /** After {@link #stop}, {@link #kill} or a crash, on the same port. */
    public void startAgain() {
        // Lets go of the folder, where the server is gone already.
        stop();
        server = launch();
    }

    /** Every process of it at once. */
    public void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        RunningSluice.soon().until(() -> Ports.isFree(port()));
        try {
            // Where nobody takes note of its end its number stays in use, and the next one would take it for running.
            Files.delete(data().resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing of it goes on, and nobody is told. */
    public void freeze() {
        each(Commands::freeze);
    }

    public void thaw() {
        each(Commands::thaw);
    }

    /** From now on no file of it can be written, as on a full disk, until it is started again. */
    public void fillDisk() {
        each(process -> Commands.onProcess(process, "prlimit", "--fsize=0", "--pid"));
    }

    /** The postmaster first: then it has no new children. Some of the old ones may end meanwhile. */
    private void each(Consumer<ProcessHandle> action) {
        processes().stream().limit(1).forEach(action);
        processes().stream().skip(1).forEach(action);
    }

    private List<ProcessHandle> processes() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data().resolve("postmaster.pid")).get(0).strip());
            return ProcessHandle.of(pid).stream()
                    .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.children()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        RunFolder.delete(folder);
    }
}
