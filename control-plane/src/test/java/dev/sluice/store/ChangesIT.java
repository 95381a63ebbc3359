package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.Limits;
import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Reading only what changed misses nothing. The store of these tests reads all rows at its first read only. */
class ChangesIT {
    private static final Duration NEVER = Duration.ofDays(1);

    private TestDatabase database;
    private PostgresStore store;

    @BeforeEach
    void migrate() throws StoreUnavailable {
        database = StrictTables.fresh();
        store = new PostgresStore(database.config(), Limits.USUAL, NEVER);
        assertThat(store.read().hosts()).isEmpty();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Host host(String name, Row... targets) {
        return SampleHosts.host(name, 80, 80, List.of(targets), List.of());
    }

    private void assertRead(Host... hosts) throws StoreUnavailable {
        assertThat(store.read().hosts()).isEqualTo(AllRows.of(List.of(hosts)).hosts());
    }

    @Test
    void eachKindOfStatementOnEachTableIsSeen() throws Exception {
        database.execute("INSERT INTO hosts (host) VALUES ('a.com'), ('b.com')");
        assertRead(host("a.com"), host("b.com"));
        database.execute("INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1'), ('b.com', '10.0.0.2')");
        assertRead(host("a.com", Targets.of("10.0.0.1")), host("b.com", Targets.of("10.0.0.2")));
        database.execute("UPDATE targets SET host = 'b.com' WHERE host = 'a.com'");
        assertRead(host("a.com"), host("b.com", Targets.of("10.0.0.1"), Targets.of("10.0.0.2")));
        database.execute("UPDATE hosts SET host = 'c.com' WHERE host = 'b.com'");
        assertRead(host("a.com"), host("c.com", Targets.of("10.0.0.1"), Targets.of("10.0.0.2")));
        database.execute("INSERT INTO health_checks (host) VALUES ('c.com')", "DELETE FROM hosts WHERE host = 'a.com'");
        assertThat(store.read().hosts().values())
                .singleElement()
                .satisfies(host -> assertThat(host.healthChecks()).hasSize(1));
        database.execute("DELETE FROM health_checks", "DELETE FROM targets WHERE address = '10.0.0.1'");
        assertRead(host("c.com", Targets.of("10.0.0.2")));
        database.execute("TRUNCATE targets");
        assertRead(host("c.com"));
        database.execute("TRUNCATE hosts CASCADE");
        assertRead();
    }

    @Test
    void aTransactionThatCommitsLateIsNotLost() throws Exception {
        try (Connection late = database.connection();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("INSERT INTO hosts (host) VALUES ('late.com')");
            // Begun later, committed before.
            database.execute("INSERT INTO hosts (host) VALUES ('early.com')");
            assertRead(host("early.com"));
            assertRead(host("early.com"));
            late.commit();
            assertRead(host("early.com"), host("late.com"));
        }
    }

    @Test
    void whatWasRolledBackIsNotSeenAndAnInnerTransactionIs() throws Exception {
        database.execute("""
                BEGIN;
                INSERT INTO hosts (host) VALUES ('gone.com');
                ROLLBACK""", """
                BEGIN;
                INSERT INTO hosts (host) VALUES ('a.com');
                SAVEPOINT inner_one;
                INSERT INTO hosts (host) VALUES ('gone.com');
                ROLLBACK TO inner_one;
                INSERT INTO hosts (host) VALUES ('b.com');
                COMMIT""");
        assertRead(host("a.com"), host("b.com"));
    }

    @Test
    void moreChangesThanItNamesAreReadAllAtOnce() throws Exception {
        database.execute(
                "INSERT INTO hosts (host) SELECT n || '.com' FROM generate_series(1, " + (Cursor.MANY + 1) + ") n");
        assertThat(store.read().hosts()).hasSize(Cursor.MANY + 1);
    }

    @Test
    void aReadThatFailedIsMadeUpFor() throws Exception {
        database.execute("INSERT INTO hosts (host) VALUES ('a.com')", "ALTER TABLE targets RENAME TO elsewhere");
        assertThatThrownBy(store::read).isInstanceOf(StoreUnavailable.class);
        database.execute("ALTER TABLE elsewhere RENAME TO targets");
        assertRead(host("a.com"));
    }

    @Test
    void aQuietReadGivesTheSameFleetNotAnEqualOne() throws Exception {
        database.execute("INSERT INTO hosts (host) VALUES ('a.com')");
        AllRows before = store.read();
        assertThat(store.read().hosts()).isSameAs(before.hosts());
        try (PostgresStore careful = new PostgresStore(database.config(), Limits.USUAL, Duration.ZERO)) {
            AllRows all = careful.read();
            assertThat(careful.read().hosts()).isSameAs(all.hosts());
        }
    }

    @Test
    void withoutATriggerEachReadIsAFullOne() throws Exception {
        database.execute("ALTER TABLE hosts DISABLE TRIGGER USER", "INSERT INTO hosts (host) VALUES ('a.com')");
        assertRead(host("a.com"));
        database.execute(
                "ALTER TABLE hosts ENABLE TRIGGER USER",
                "DROP TRIGGER sluice_insert ON hosts",
                "INSERT INTO hosts (host) VALUES ('b.com')");
        assertRead(host("a.com"), host("b.com"));
    }

    @Test
    void whatIsNotNotedTheNextFullReadSees() throws Exception {
        database.execute("INSERT INTO hosts (host) VALUES ('a.com')", "DELETE FROM sluice_changes");
        assertRead();
        try (PostgresStore careful = new PostgresStore(database.config(), Limits.USUAL, Duration.ZERO)) {
            careful.read();
            database.execute("INSERT INTO hosts (host) VALUES ('b.com')", "DELETE FROM sluice_changes");
            assertThat(careful.read().hosts()).containsOnlyKeys("a.com", "b.com");
        }
    }

    @Test
    void aChangeThatAFullReadMeetsRaisesNoAlarm() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(PostgresStore.class);
        logger.addAppender(log);
        try (PostgresStore careful = new PostgresStore(database.config(), Limits.USUAL, Duration.ZERO)) {
            careful.read();
            database.execute("INSERT INTO hosts (host) VALUES ('a.com')");
            assertThat(careful.read().hosts()).containsOnlyKeys("a.com");
            database.execute("UPDATE hosts SET outgoing_port = 81");
            careful.read();
            assertThat(log.list).isEmpty();
            database.execute(
                    "ALTER TABLE targets DISABLE TRIGGER sluice_update", "ALTER TABLE fleets DISABLE TRIGGER USER");
            careful.read();
            careful.read();
            database.execute("ALTER TABLE targets ENABLE TRIGGER USER", "ALTER TABLE fleets ENABLE TRIGGER USER");
            careful.read();
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "triggers gone or disabled, every sync reads all rows"
                                + " triggers=targets.sluice_update,fleets.sluice_change (sluice doctor says what to do)",
                        "triggers are back");
    }

    @Test
    void theLogStaysSmallWhateverTheStatementsSize() throws Exception {
        database.execute("INSERT INTO hosts (host) SELECT n || '.com' FROM generate_series(1, 3000) n");
        assertThat(noted()).isLessThan(1100);
        String[] updates = new String[300];
        Arrays.fill(updates, "UPDATE hosts SET outgoing_port = outgoing_port % 9 + 1 WHERE host < '2'");
        database.execute(updates);
        assertThat(noted()).isBetween(1, 25_000);
        assertThat(Integer.parseInt(database.ask("SELECT count(*) FROM sluice_changes WHERE seen IS NOT NULL")))
                .isLessThan(30);
        int before = noted();
        database.execute("DO $$ BEGIN FOR n IN 1..5000 LOOP"
                + " UPDATE hosts SET outgoing_port = 7 WHERE host = n % 3000 + 1 || '.com'; END LOOP; END $$");
        assertThat(noted() - before).isLessThan(1100);
    }

    private int outgoingPortOf(String host) throws StoreUnavailable {
        return Objects.requireNonNull(store.read().hosts().get(host)).outgoingPort();
    }

    private int noted() throws SQLException {
        return Integer.parseInt(database.ask("SELECT count(*) FROM sluice_changes"));
    }

    /** Fewer names than would be read all at once for their number, and so many changes that the first ones are removed. */
    private void turnTheLogOver(PostgresStore... reading) throws Exception {
        for (int i = 0; i < 90; i++) {
            database.execute("UPDATE hosts SET outgoing_port = outgoing_port % 9 + 1 WHERE host LIKE 'other%'");
            for (PostgresStore one : reading) {
                one.read();
            }
        }
    }

    private int notedOf(String host) throws SQLException {
        return Integer.parseInt(database.ask("SELECT count(*) FROM sluice_changes WHERE host = '" + host + "'"));
    }

    @Test
    void whatIsRemovedBeforeItIsReadIsReadAllTheSame() throws Exception {
        database.execute(
                "INSERT INTO hosts (host) SELECT 'other' || n FROM generate_series(1, 400) n",
                "INSERT INTO hosts (host) VALUES ('a.com')");
        store.read();
        database.execute("UPDATE hosts SET outgoing_port = 81 WHERE host = 'a.com'");
        turnTheLogOver();
        assertThat(notedOf("a.com")).isZero();
        assertThat(outgoingPortOf("a.com")).isEqualTo(81);
    }

    /** The reads in between are of what is named: the last one misses nothing, and the log is turned over beside them. */
    @Test
    void aTransactionThatIsOpenForLongerThanTheLogIsReadWhenItEnds() throws Exception {
        database.execute(
                "INSERT INTO hosts (host) SELECT 'other' || n FROM generate_series(1, 400) n",
                "INSERT INTO hosts (host) VALUES ('a.com')");
        store.read();
        try (Connection late = database.connection();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("UPDATE hosts SET outgoing_port = 81 WHERE host = 'a.com'");
            database.execute("INSERT INTO hosts (host) VALUES ('b.com')");
            turnTheLogOver(store);
            assertThat(notedOf("b.com")).isZero();
            // None of these was a full read: who was changed without a note shows the old form.
            database.execute("UPDATE hosts SET outgoing_port = 99 WHERE host = 'b.com';"
                    + " DELETE FROM sluice_changes WHERE host = 'b.com'");
            turnTheLogOver(store);
            assertThat(outgoingPortOf("b.com")).isEqualTo(80);
            late.commit();
        }
        assertThat(notedOf("a.com")).isPositive();
        assertThat(outgoingPortOf("a.com")).isEqualTo(81);
        assertThat(outgoingPortOf("b.com")).isEqualTo(80);
    }

    @Test
    void serializableWritersDoNotFailBecauseOfEachOther() throws Exception {
        database.execute("INSERT INTO hosts (host) VALUES ('a.com'), ('b.com')");
        try (Connection one = database.connection();
                Connection other = database.connection()) {
            for (Connection connection : List.of(one, other)) {
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            }
            for (int i = 0; i < 30; i++) {
                execute(one, "UPDATE hosts SET outgoing_port = outgoing_port + 1 WHERE host = 'a.com'");
                execute(other, "UPDATE hosts SET outgoing_port = outgoing_port + 1 WHERE host = 'b.com'");
                one.commit();
                other.commit();
            }
        }
        assertRead(
                SampleHosts.host("a.com", 80, 110, List.of(), List.of()),
                SampleHosts.host("b.com", 80, 110, List.of(), List.of()));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** As a dump of another server that had given out more numbers. */
    @Test
    void numbersOfAnotherServerAreNotReadForEver() throws Exception {
        database.execute(
                "INSERT INTO hosts (host) VALUES ('a.com')",
                "INSERT INTO sluice_changes (host, xid) SELECT n || '.com', '9000000000' FROM generate_series(1, 2000) n",
                "INSERT INTO sluice_changes (xid, seen, removed)"
                        + " VALUES ('9000000001', '9000000000:9000000000:', '8999999999:8999999999:')");
        assertRead(host("a.com"));
        database.execute("UPDATE hosts SET outgoing_port = 99; DELETE FROM sluice_changes WHERE host = 'a.com'");
        // Not seen, so this was no full read.
        assertRead(host("a.com"));
        database.execute("SELECT sluice_tidy()");
        assertThat(database.ask("SELECT count(*) FROM sluice_changes WHERE xid >= '9000000000'"))
                .isEqualTo("0");
    }

    @Test
    void replicatedRowsAreNoted() throws Exception {
        TestPostgres.superuser("GRANT SET ON PARAMETER session_replication_role TO " + database.user());
        String replicated = "SET session_replication_role = replica; ";
        database.execute(replicated + "INSERT INTO hosts (host) VALUES ('a.com'), ('b.com')");
        assertRead(host("a.com"), host("b.com"));
        database.execute(replicated + "INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1')");
        assertRead(host("a.com", Targets.of("10.0.0.1")), host("b.com"));
        database.execute(replicated + "UPDATE targets SET host = 'b.com'");
        assertRead(host("a.com"), host("b.com", Targets.of("10.0.0.1")));
        database.execute(replicated + "DELETE FROM hosts WHERE host = 'a.com'");
        assertRead(host("b.com", Targets.of("10.0.0.1")));
        database.execute(replicated + "TRUNCATE targets");
        assertRead(host("b.com"));
        // Where all triggers were enabled alike, each row is still noted once.
        database.execute("ALTER TABLE hosts DISABLE TRIGGER USER", "ALTER TABLE hosts ENABLE TRIGGER USER");
        int before = notedOf("b.com");
        database.execute("UPDATE hosts SET outgoing_port = 81");
        assertThat(notedOf("b.com")).isEqualTo(before + 1);
    }

    @Test
    void manyRandomTransactionsAtOnceLeaveWhatAFullReadFinds() throws Exception {
        Random random = new Random(7);
        try (Connection one = database.connection();
                Connection other = database.connection()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            // Each keeps to hosts of its own, because one thread cannot wait for the other's locks.
            for (int i = 0; i < 300; i++) {
                randomStep(random, one, "one");
                randomStep(random, other, "other");
                if (random.nextInt(3) == 0) {
                    store.read();
                }
            }
            one.commit();
            other.commit();
        }
        try (PostgresStore anew = new PostgresStore(database.config(), Limits.USUAL, NEVER)) {
            assertThat(store.read()).isEqualTo(anew.read());
        }
    }

    private static void randomStep(Random random, Connection connection, String prefix) throws SQLException {
        String host = "'" + prefix + random.nextInt(9) + ".com'";
        List<String> steps = List.of(
                "INSERT INTO hosts (host) VALUES (" + host + ") ON CONFLICT DO NOTHING",
                "UPDATE hosts SET outgoing_port = " + (1 + random.nextInt(9)) + " WHERE host = " + host,
                "DELETE FROM hosts WHERE host = " + host,
                "INSERT INTO targets (host, address) SELECT host, '10.0.0." + random.nextInt(9)
                        + "' FROM hosts WHERE host = " + host + " ON CONFLICT DO NOTHING",
                "DELETE FROM targets WHERE host = " + host,
                "INSERT INTO health_checks (host) SELECT host FROM hosts WHERE host = " + host
                        + " ON CONFLICT DO NOTHING");
        try (Statement statement = connection.createStatement()) {
            statement.execute(steps.get(random.nextInt(steps.size())));
        }
        int end = random.nextInt(6);
        if (end == 0) {
            connection.rollback();
        } else if (end < 3) {
            connection.commit();
        }
    }
}
