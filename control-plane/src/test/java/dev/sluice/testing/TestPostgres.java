package dev.sluice.testing;

import dev.sluice.local.Folders;
import dev.sluice.local.LocalPostgres;
import dev.sluice.local.LocalPostgresFailed;
import dev.sluice.local.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for all tests of a JVM, and a new empty database for whoever asks. Started at the first question. */
public final class TestPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    public static TestDatabase fresh() {
        String name = "test_" + DATABASES.incrementAndGet();
        LocalPostgres server = Server.RUNNING;
        superuser("CREATE DATABASE " + name + " OWNER " + server.user());
        return new TestDatabase(server.port(), name, server.user(), server.password());
    }

    /** What a database's owner may not do, such as ending other connections. */
    public static void superuser(String... statements) {
        try (Connection connection = Server.RUNNING.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loaded, and so started, when first used. */
    private static final class Server {
        /** Nothing here needs to outlive the machine, so nothing is flushed to disk. */
        private static final Map<String, String> SETTINGS = Map.of(
                "fsync", "off",
                "full_page_writes", "off",
                "shared_buffers", "32MB",
                "max_connections", "300",
                // Not UTC, and not a whole hour away from it: a forgotten time zone shows.
                "timezone", "Asia/Kolkata");

        // After the settings: this is the order in which they get their values.
        private static final LocalPostgres RUNNING = start();

        private static LocalPostgres start() {
            try {
                Path folder = RunFolder.fresh("postgres-");
                Path binaries = Folders.of(System.getenv()).cache().resolve("postgres");
                LocalPostgres server = LocalPostgres.start(
                        new LocalPostgres.Options(folder, binaries, FreePorts.next(), SETTINGS), Progress.SILENT);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder), "test-postgres-stop"));
                return server;
            } catch (LocalPostgresFailed e) {
                throw new IllegalStateException(e);
            }
        }

        private static void stop(LocalPostgres server, Path folder) {
            try {
                server.close();
                RunFolder.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (LocalPostgresFailed e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
