package dev.sluice.testing;

import dev.sluice.local.Folders;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for all tests of a JVM, and a new empty database for whoever asks. Started at the first question. */
public final class TestPostgres {
    private static final String ROLE = "sluice";
    private static final String PASSWORD = "sluice-test";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    public static TestDatabase fresh() {
        String name = "test_" + DATABASES.incrementAndGet();
        superuser("CREATE DATABASE " + name + " OWNER " + ROLE);
        return new TestDatabase(Server.RUNNING.getPort(), name, ROLE, PASSWORD);
    }

    /** What a database's owner may not do, such as ending other connections. */
    public static void superuser(String... statements) {
        try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
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
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "",
                "shared_buffers", "32MB",
                "max_connections", "100",
                "io_method", "sync",
                // Not UTC, and not a whole hour away from it: a forgotten time zone shows.
                "timezone", "Asia/Kolkata");

        // After the settings: this is the order in which they get their values.
        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(Folders.of(System.getenv())
                                .cache()
                                .resolve("postgres")
                                .toFile())
                        .setDataDirectory(Files.createTempDirectory("sluice-test-postgres"))
                        .setOutputRedirector(ProcessBuilder.Redirect.to(log().toFile()))
                        .setPort(FreePorts.next());
                SETTINGS.forEach(builder::setServerConfig);
                EmbeddedPostgres server = builder.start();
                createRole(server);
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path log() throws IOException {
            return Files.createDirectories(Path.of("target")).resolve("test-postgres.log");
        }

        private static void createRole(EmbeddedPostgres server) {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PASSWORD + "'");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
