package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {
    @TempDir
    Path folder;

    private final RecordedProgress progress = new RecordedProgress();
    private LocalPostgres.Options options;

    @BeforeEach
    void options() {
        Path binaries = Folders.of(System.getenv()).cache().resolve("postgres");
        options = new LocalPostgres.Options(folder.resolve("pg18"), binaries, FreePorts.next(), Map.of());
    }

    private LocalPostgres start() throws LocalPostgresFailed {
        return LocalPostgres.start(options, progress);
    }

    @Test
    void itIsSafeForRealDataAndClosedToStrangers() throws Exception {
        try (LocalPostgres postgres = start()) {
            assertThat(ask(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(postgres, "SHOW max_connections")).isEqualTo("30");
            assertThat(ask(postgres, "SELECT rolsuper FROM pg_roles WHERE rolname = 'sluice'"))
                    .isEqualTo("f");
            for (String user : new String[] {"sluice", "postgres"}) {
                assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), user, "wrong"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password authentication failed");
            }
            Path passwords = folder.resolve("pg18/pgpass");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwords)))
                    .isEqualTo("rw-------");
            assertThat(postgres.url())
                    .isEqualTo("postgres://sluice@127.0.0.1:" + postgres.port() + "/sluice?passfile=" + passwords);
        }
    }

    @Test
    void dataAndPasswordSurviveARestart() throws Exception {
        String password;
        try (LocalPostgres postgres = start()) {
            execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
            password = postgres.password();
        }
        try (LocalPostgres postgres = start()) {
            assertThat(ask(postgres, "SELECT answer FROM kept")).isEqualTo("42");
            assertThat(postgres.password()).isEqualTo(password);
        }
        assertThat(progress.lines).isEmpty();
    }

    @Test
    void whatIsDeletedIsGoneAlsoUnderAServerThatWasLeftBehind() throws Exception {
        Process owner = LocalPostgresOwner.start(options);
        soon().until(() -> Files.exists(folder.resolve("pg18/port")));
        assertThatThrownBy(() -> LocalPostgres.delete(options)).hasMessageContaining("is in use by pid " + owner.pid());
        kill(owner.pid());
        LocalPostgres.delete(options);
        assertThat(folder.resolve("pg18")).doesNotExist();
        try (LocalPostgres postgres = start()) {
            assertThat(postgres.port()).isEqualTo(options.port());
        }
    }

    @Test
    void aTakenPortIsLeftAloneAndTold() throws Exception {
        try (ServerSocket taken = new ServerSocket(options.port());
                LocalPostgres postgres = start()) {
            assertThat(postgres.port()).isGreaterThan(taken.getLocalPort());
            assertThat(progress.lines)
                    .containsExactly(
                            "port " + taken.getLocalPort() + " is taken, PostgreSQL listens on " + postgres.port());
        }
        // It was for that time only.
        try (LocalPostgres postgres = start()) {
            assertThat(postgres.port()).isEqualTo(options.port());
        }
    }

    @Test
    void aServerThatWasKilledIsStartedAgainWithWhatItHadCommitted() throws Exception {
        try (LocalPostgres postgres = start()) {
            execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
            kill(Postmaster.on(data()).orElseThrow().pid());
        }
        try (LocalPostgres postgres = start()) {
            assertThat(ask(postgres, "SELECT answer FROM kept")).isEqualTo("42");
        }
        assertThat(progress.lines).isEmpty();
    }

    @Test
    void aServerThatAKilledRunLeftBehindIsTakenOverAndStopped() throws Exception {
        Process owner = LocalPostgresOwner.start(options);
        soon().until(() -> Files.exists(folder.resolve("pg18/port")));
        Postmaster orphan = Postmaster.on(data()).orElseThrow();
        assertThatThrownBy(this::start).hasMessage(folder.resolve("pg18") + " is in use by pid " + owner.pid());
        kill(owner.pid());
        try (LocalPostgres postgres = start()) {
            assertThat(progress.lines)
                    .containsExactly(
                            "attached to the PostgreSQL that an earlier run left behind (pid " + orphan.pid() + ")");
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        }
        assertThat(Postmaster.on(data())).isEmpty();
    }

    @Test
    void aFirstStartThatWasCutOffIsBegunAnew() throws Exception {
        Files.createDirectories(data());
        Files.writeString(data().resolve("postgresql.conf"), "half");
        try (LocalPostgres postgres = start()) {
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void whenItCannotStartItShowsWhatTheServerSaid() throws Exception {
        Map<String, String> wrong = Map.of("shared_buffers", "nonsense");
        options = new LocalPostgres.Options(options.folder(), options.binaries(), options.port(), wrong);
        assertThatThrownBy(this::start)
                .isInstanceOf(LocalPostgresFailed.class)
                .hasMessageContaining("pg_ctl failed")
                .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"nonsense\"");
    }

    @Test
    void withoutItsPasswordFileItSaysWhatToDo() throws Exception {
        start().close();
        Files.delete(folder.resolve("pg18/pgpass"));
        assertThatThrownBy(this::start)
                .isInstanceOf(LocalPostgresFailed.class)
                .hasMessageContaining("pgpass is missing")
                .hasMessageContaining("delete " + folder.resolve("pg18"));
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Patience.LIMIT);
    }

    private Path data() {
        return folder.resolve("pg18/data");
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        soon().until(() -> !process.isAlive());
    }

    private static void execute(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
