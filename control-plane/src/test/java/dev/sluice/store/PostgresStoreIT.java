package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Database;
import dev.sluice.config.Limits;
import dev.sluice.config.Secret;
import dev.sluice.config.SecretFile;
import dev.sluice.model.AllRows;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import dev.sluice.validate.Checked;
import dev.sluice.validate.EnvoyMachine;
import dev.sluice.validate.TakenPorts;
import dev.sluice.validate.Validator;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresStoreIT {
    private static AllRows read(Database database) throws StoreUnavailable {
        try (Store store = new PostgresStore(database)) {
            return store.read();
        }
    }

    @Test
    void tablesThatAreTooLargeAreNotRead() throws Exception {
        TestDatabase database = StrictTables.fresh();
        database.execute(
                "INSERT INTO hosts (host) VALUES ('a.com'), ('b.com'), ('c.com')",
                "INSERT INTO targets (host, address) SELECT 'a.com', '10.0.0.' || i FROM generate_series(1, 30) AS i");
        Limits atMostThreeHosts = new Limits(BigDecimal.ONE, 0, 3, 1000, Limits.USUAL.maxStandbyLag());
        try (PostgresStore store = new PostgresStore(database.config(), atMostThreeHosts)) {
            assertThat(store.read().hosts()).hasSize(3);
            // Read by name.
            database.execute("INSERT INTO hosts (host) VALUES ('d.com')");
            assertTooLarge(store);
            // And all at once.
            assertTooLarge(store);
            database.execute("DELETE FROM hosts WHERE host = 'd.com'");
            assertThat(store.read().hosts()).hasSize(3);
            database.execute("INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.31')");
            assertTooLarge(store);
        }
    }

    private static void assertTooLarge(Store store) {
        assertThatThrownBy(store::read)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessage(
                        "there are more than 3 hosts, or 10 times as many targets or health checks, so nothing of it is"
                                + " applied; if that is right, raise SLUICE_MAX_HOSTS");
    }

    @Test
    void ofAHostWithTooManyTargetsNoMoreIsReadThanShowsIt() throws Exception {
        TestDatabase database = StrictTables.fresh();
        database.execute(
                "INSERT INTO hosts (host) VALUES ('many.com'), ('good.com')",
                "INSERT INTO targets (host, address) VALUES ('good.com', '10.0.0.1'), ('many.com', '10.0.0.1')");
        Limits atMostFive = new Limits(BigDecimal.ONE, 0, 100, 5, Limits.USUAL.maxStandbyLag());
        Validator validator =
                new Validator(new TakenPorts(List.of()), Set.of(), 5, new EnvoyMachine("0.0.0.0", Set.of()));
        try (PostgresStore store = new PostgresStore(database.config(), atMostFive)) {
            Checked before = validator.check(Checked.NOTHING, store.read());
            assertThat(before.problems()).isEmpty();
            database.execute(
                    "INSERT INTO targets (host, address) SELECT 'many.com', '10.1.' || i / 256 || '.' || i % 256"
                            + " FROM generate_series(1, 5000) AS i");
            // Read by name, and then all at once.
            Checked after = validator.check(before, store.read());
            database.execute("TRUNCATE health_checks", "UPDATE targets SET port = 81 WHERE host = 'good.com'");
            Checked later = validator.check(after, store.read());
            for (Checked checked : List.of(after, later)) {
                assertThat(targetsOf("many.com", checked.rows().hosts())).hasSize(6);
                assertThat(checked.problems())
                        .extracting(Problem::toString)
                        .containsExactly(
                                "many.com: targets must be at most 5, are more; if that is right, raise SLUICE_MAX_TARGETS");
                assertThat(targetsOf("many.com", checked.usable())).containsExactly(Targets.of("10.0.0.1"));
            }
            assertThat(targetsOf("good.com", later.usable())).containsExactly(Targets.of("10.0.0.1", 81));
            assertThat(later.rows().hosts().get("many.com"))
                    .isSameAs(after.rows().hosts().get("many.com"));
        }
    }

    private static List<Row> targetsOf(String host, ByName<Host> hosts) {
        return Objects.requireNonNull(hosts.get(host)).targets();
    }

    @Test
    void aPolicyThatHidesRowsIsAnErrorAndNotFewerRows() throws Exception {
        TestDatabase database = StrictTables.fresh();
        database.execute(
                "INSERT INTO hosts (host) VALUES ('a.com')",
                "INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1')",
                "ALTER TABLE targets ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE targets FORCE ROW LEVEL SECURITY",
                "CREATE POLICY none ON targets USING (false)");
        assertThatThrownBy(() -> read(database.config()))
                .hasMessage("query would be affected by row-level security policy for table \"targets\";"
                        + " it would hide rows from this role, which needs BYPASSRLS or to own the table");
    }

    @Test
    void aPasswordThatChangesInItsFileIsReadAnew(@TempDir Path folder) throws Exception {
        TestDatabase database = StrictTables.fresh();
        TestPostgres.superuser(
                "DO $$ BEGIN CREATE ROLE rotating LOGIN;" + " EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                "ALTER ROLE rotating PASSWORD 'first'");
        database.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO rotating");
        Path file = Files.writeString(folder.resolve("password"), "first\n");
        Database config = new Database(
                database.config().servers(),
                database.name(),
                "rotating",
                Optional.of(new Secret("first")),
                Map.of(),
                Optional.of(new SecretFile(file, false)));
        try (PostgresStore store = new PostgresStore(config)) {
            store.read();
            TestPostgres.superuser(
                    "ALTER ROLE rotating PASSWORD 'second'",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rotating'");
            Files.writeString(file, "second\n");
            RunningSluice.soon()
                    .ignoreExceptionsInstanceOf(StoreUnavailable.class)
                    .untilAsserted(() -> assertThat(store.read().hosts()).isEmpty());
        }
    }

    @Test
    void whoIsNotLetInIsToldWhereAndWhatToLookAt() throws Exception {
        TestDatabase database = StrictTables.fresh();
        String server = "127.0.0.1:" + database.port();
        Database wrongPassword = new Database(
                database.config().servers(), database.name(), "sluice", Optional.of(new Secret("wrong")), Map.of());
        Database wrongName = new Database(
                database.config().servers(), "nope", "sluice", database.config().password(), Map.of());
        assertThatThrownBy(() -> Connections.writable(wrongPassword).getConnection())
                .hasMessage("password authentication failed for user \"sluice\", says " + server
                        + "; check user and password");
        assertThatThrownBy(() -> read(wrongName))
                .hasMessage("database \"nope\" does not exist, says " + server
                        + "; create the database, or correct its name");
    }

    @Test
    void whatIsNotWrittenIsTheDefault() throws Exception {
        TestDatabase database = StrictTables.fresh();
        database.execute(
                "INSERT INTO hosts (host) VALUES ('a.com')",
                "INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.7')",
                "INSERT INTO health_checks (host) VALUES ('a.com')");
        Row check = SampleHosts.check("/", OptionalInt.empty(), Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(read(database.config()).hosts().values())
                .containsExactly(SampleHosts.host("a.com", 80, 80, List.of(Targets.of("10.0.0.7")), List.of(check)));
    }

    @Test
    void everyColumnIsRead() throws Exception {
        TestDatabase database = StrictTables.fresh();
        database.execute(
                "INSERT INTO hosts (host, incoming_port, outgoing_port) VALUES ('a.com', 81, 8081)",
                "INSERT INTO targets (host, address, port) VALUES ('a.com', '2001:db8::7', 9)",
                "INSERT INTO health_checks VALUES ('a.com', '/health', 82, 0.25, 1.5)");
        Row check = SampleHosts.check("/health", OptionalInt.of(82), Duration.ofMillis(250), Duration.ofMillis(1500));
        assertThat(read(database.config()).hosts().values())
                .containsExactly(
                        SampleHosts.host("a.com", 81, 8081, List.of(Targets.of("2001:db8::7", 9)), List.of(check)));
    }

    @Test
    void everyReadSaysOfWhichDatabaseItIs() throws Exception {
        TestDatabase database = StrictTables.fresh();
        try (PostgresStore store = new PostgresStore(database.config())) {
            AllRows first = store.read();
            assertThat(first.database().map(UUID::toString))
                    .contains(database.ask("SELECT id FROM sluice_database"))
                    .isNotEqualTo(Optional.of(StrictTables.fresh().ask("SELECT id FROM sluice_database")));
            database.execute("INSERT INTO hosts (host) VALUES ('a.com')");
            AllRows second = store.read();
            assertThat(second.hosts()).containsOnlyKeys("a.com");
            assertThat(second.database()).isEqualTo(first.database());
        }
        database.execute("DELETE FROM sluice_database");
        AllRows ofNone = read(database.config());
        assertThat(ofNone.database()).isEmpty();
    }

    @Test
    void aTransactionIsSeenAsAWholeOrNotAtAll() throws Exception {
        TestDatabase database = StrictTables.fresh();
        database.execute("INSERT INTO hosts (host) VALUES ('a.com')");
        try (PostgresStore store = new PostgresStore(database.config());
                Connection writer = database.connection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO hosts (host) VALUES ('b.com')");
            statement.execute("INSERT INTO targets (host, address) VALUES ('b.com', '10.0.0.7')");
            // The reader has read the targets by the time it waits for this.
            statement.execute("LOCK TABLE hosts IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<AllRows> read = CompletableFuture.supplyAsync(() -> unchecked(store));
            database.awaitSluiceWaitingForALock();
            writer.commit();
            assertThat(read.get(Patience.SECONDS, TimeUnit.SECONDS).hosts()).containsOnlyKeys("a.com");
            assertThat(store.read().hosts())
                    .containsEntry(
                            "b.com", SampleHosts.host("b.com", 80, 80, List.of(Targets.of("10.0.0.7")), List.of()));
        }
    }

    private static AllRows unchecked(Store store) {
        try {
            return store.read();
        } catch (StoreUnavailable e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void hostileRowsOfTablesThatLostTheirConstraintsAreProblemsOfTheirOwnHostsOnly() throws Exception {
        TestDatabase database = LaxTables.fresh();
        database.execute(
                "INSERT INTO hosts VALUES ('good.com', 80, 8080), (NULL, 1, 1), ('', 80, 80), ('ports.com', NULL, NULL),"
                        + " ('targets.com', 80, 80), ('checks.com', 80, 80), ('times.com', 80, 80)",
                "INSERT INTO targets (host, address, port) VALUES ('good.com', '10.0.0.7', NULL), (NULL, '10.0.0.7', 1),"
                        + " ('missing.com', '10.0.0.7', 1), ('targets.com', '', 80), ('targets.com', NULL, NULL),"
                        + " ('targets.com', 'backend', 0), ('targets.com', '10.0.0.7', 80), ('targets.com', '10.0.0.7', 80)",
                "INSERT INTO health_checks VALUES ('good.com', '/', NULL, 5, 10), (NULL, '/', NULL, 5, 10),"
                        + " ('checks.com', NULL, NULL, NULL, NULL), ('checks.com', '/', -1, 1, 2),"
                        + " ('times.com', '/', NULL, -5, 'NaN')");
        AllRows fleet = read(database.config());
        Checked checked = new Validator(new TakenPorts(List.of()), Set.of(), new EnvoyMachine("0.0.0.0", Set.of()))
                .check(Checked.NOTHING, fleet);
        Row check = SampleHosts.check("/", OptionalInt.empty(), Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(checked.usable())
                .containsOnly(Map.entry(
                        "good.com",
                        SampleHosts.host("good.com", 80, 8080, List.of(Targets.of("10.0.0.7")), List.of(check))));
        assertThat(checked.problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        ": hosts.host must not be empty, is \"\"",
                        "checks.com: health_checks must be one at most, is 2",
                        "checks.com: health_checks.path must not be null",
                        "checks.com: health_checks.timeout must not be null",
                        "checks.com: health_checks.interval must not be null",
                        "checks.com: health_checks.port must be from 1 to 65535, is -1",
                        "ports.com: hosts.incoming_port must not be null",
                        "ports.com: hosts.outgoing_port must not be null",
                        "targets.com: targets.address must not be null",
                        "targets.com: targets.address must be one IPv4 or IPv6 address: no name, port or mask, is \"\"",
                        "targets.com: targets.address must be one IPv4 or IPv6 address: no name, port or mask,"
                                + " is \"backend\"",
                        "targets.com: targets.port must be from 1 to 65535, is 0",
                        "targets.com: targets must differ,  port 80 is there twice",
                        "targets.com: targets must differ, 10.0.0.7 port 80 is there twice",
                        "times.com: health_checks.timeout must be from 0.1 to 3600 seconds, is -5",
                        "times.com: health_checks.interval must be from 0.1 to 3600 seconds, is 0");
    }

    @Test
    void itNeverWaitsForEverAndCannotWrite() throws Exception {
        TestDatabase database = StrictTables.fresh();
        try (Connection connection = Connections.writable(database.config()).getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(20_000);
            ReadTransaction.begin(connection, database.config());
            assertThat(show(connection, "statement_timeout")).isEqualTo("15s");
            assertThat(show(connection, "lock_timeout")).isEqualTo("5s");
            assertThat(show(connection, "idle_in_transaction_session_timeout")).isEqualTo("30s");
            assertThat(show(connection, "transaction_isolation")).isEqualTo("repeatable read");
            assertThat(show(connection, "transaction_read_only")).isEqualTo("on");
            assertThat(show(connection, "application_name")).isEqualTo("sluice");
            assertThatThrownBy(() -> execute(connection, "INSERT INTO hosts (host) VALUES ('a.com')"))
                    .hasMessageContaining("cannot execute INSERT in a read-only transaction");
        }
    }

    /** Behind a pooler the session is the next client's. */
    @Test
    void whatItNeedsEndsWithItsTransaction() throws Exception {
        TestDatabase database = StrictTables.fresh();
        try (Connection connection = Connections.writable(database.config()).getConnection()) {
            ReadTransaction.begin(connection, database.config());
            connection.commit();
            String settings =
                    "SELECT string_agg(name || ' ' || setting, ', ' ORDER BY name) FROM pg_settings WHERE name IN"
                            + " ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'row_security',"
                            + " 'default_transaction_read_only', 'default_transaction_isolation')";
            assertThat(ask(connection, settings)).isEqualTo(database.ask(settings));
            assertThat(ask(connection, "SHOW transaction_read_only")).isEqualTo("off");
        }
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        return ask(connection, "SHOW " + setting);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aReadThatIsHeldUpEndsAndTheNextOneWorks() throws Exception {
        TestDatabase database = StrictTables.fresh();
        // A user's own options are added to ours and win.
        Database impatient = new Database(
                database.config().servers(),
                database.name(),
                database.user(),
                database.config().password(),
                Map.of("options", "-c lock_timeout=50"));
        try (PostgresStore store = new PostgresStore(impatient);
                Connection writer = database.connection()) {
            writer.setAutoCommit(false);
            execute(writer, "LOCK TABLE targets IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(store::read)
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessage("canceling statement due to lock timeout");
            writer.rollback();
            assertThat(store.read().hosts()).isEmpty();
        }
    }

    @Test
    void aConnectionThatTheServerEndedIsReplaced() throws Exception {
        TestDatabase database = StrictTables.fresh();
        try (PostgresStore store = new PostgresStore(database.config())) {
            assertThat(store.read().hosts()).isEmpty();
            TestPostgres.superuser(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database.name() + "'");
            Awaitility.await().until(() -> {
                try {
                    return store.read().hosts().isEmpty();
                } catch (StoreUnavailable once) {
                    return false;
                }
            });
        }
    }

    @Test
    void missingTablesAreCreatedByTheStoreThatMayAndNamedByTheOther() throws Exception {
        TestDatabase database = TestPostgres.fresh();
        assertThatThrownBy(() -> read(database.config()))
                .hasMessage("relation \"sluice_changes\" does not exist; create the tables with: sluice migrate");
        try (Store store = new MigratingStore(new PostgresStore(database.config()), database.config())) {
            assertThat(store.read().hosts()).isEmpty();
        }
        assertThat(read(database.config()).hosts()).isEmpty();
    }
}
