package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import dev.sluice.config.Limits;
import dev.sluice.config.Secret;
import dev.sluice.local.Folders;
import dev.sluice.local.LocalPostgres;
import dev.sluice.local.Progress;
import dev.sluice.testing.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** A PostgreSQL that is reached through its socket in the file system. */
class UnixSocketIT {
    private static Path folder;
    private static LocalPostgres server;

    @BeforeAll
    static void start() throws Exception {
        // A socket's path has 107 characters at most.
        folder = Files.createTempDirectory("sluice-socket-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path binaries = Folders.of(System.getenv()).cache().resolve("postgres");
        server = LocalPostgres.start(
                new LocalPostgres.Options(
                        folder.resolve("server"),
                        binaries,
                        FreePorts.next(),
                        Map.of("unix_socket_directories", folder.toString(), "fsync", "off")),
                Progress.SILENT);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        LocalPostgres.deleteTree(folder);
    }

    private static Database database(Map<String, String> properties) {
        return new Database(
                List.of(new HostPort(folder.toString(), server.port())),
                server.user(),
                server.user(),
                Optional.of(new Secret(server.password())),
                properties);
    }

    private static Connection connect(Map<String, String> properties) throws SQLException {
        return Connections.writable(database(properties)).getConnection();
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return String.valueOf(row.getString(1));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void tablesAreMadeAndRowsReadThroughIt() throws Exception {
        try (Connection connection = connect(Map.of())) {
            assertThat(ask(connection, "SELECT inet_server_addr()")).isEqualTo("null");
        }
        Migrations.migrate(database(Map.of()));
        try (Store store = new PostgresStore(database(Map.of()), Limits.USUAL)) {
            assertThat(store.read().hosts()).isEmpty();
        }
    }

    @Test
    void nothingIsLostOfWhatIsLargerThanItsBuffers() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 19);
        try (Connection connection = connect(Map.of());
                PreparedStatement statement = connection.prepareStatement("SELECT ? || ''")) {
            statement.setString(1, large);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                assertThat(row.getString(1).equals(large)).isTrue();
            }
        }
    }

    @Test
    void aSilentServerIsNotWaitedForLongerThanWasSaid() throws Exception {
        try (Connection connection = connect(Map.of("socketTimeout", "1"))) {
            assertThatThrownBy(() -> ask(connection, "SELECT pg_sleep(60)")).hasRootCauseMessage("Read timed out");
        }
    }

    @Test
    void aStatementIsCancelledThroughItAsWell() throws Exception {
        try (Connection connection = connect(Map.of());
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
                    .hasMessageContaining("canceling statement");
            assertThat(ask(connection, "SELECT 'goes on'")).isEqualTo("goes on");
        }
    }

    @Test
    void notificationsComeThroughIt() throws Exception {
        try (Connection listening = connect(Map.of());
                Connection notifying = connect(Map.of())) {
            execute(listening, "LISTEN here");
            PGConnection waiting = listening.unwrap(PGConnection.class);
            assertThat(waiting.getNotifications(50)).isNullOrEmpty();
            execute(notifying, "NOTIFY here");
            assertThat(waiting.getNotifications(60_000)).hasSize(1);
        }
    }

    @Test
    void whoeverWaitsIsWokenWhenTheConnectionIsClosed() throws Exception {
        Connection connection = connect(Map.of());
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                ask(connection, "SELECT pg_sleep(60)");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Connection other = connect(Map.of())) {
            while (!ask(other, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                    .equals("1")) {
                Thread.onSpinWait();
            }
        }
        connection.abort(Runnable::run);
        assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS)).hasRootCauseMessage("Socket closed");
    }

    @Test
    void whereNobodyListensTheSocketIsNamed() {
        Database nobody = new Database(
                List.of(new HostPort(folder.toString(), 1)), "sluice", "sluice", Optional.empty(), Map.of());
        assertThatThrownBy(() -> Connections.writable(nobody).getConnection())
                .hasStackTraceContaining("no PostgreSQL answers at " + folder + "/.s.PGSQL.1");
    }
}
