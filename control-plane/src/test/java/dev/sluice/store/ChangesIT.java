package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Limits;
import dev.sluice.model.Fleet;
import dev.sluice.model.Host;
import dev.sluice.model.Target;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading only what changed misses nothing. The store of these tests reads all rows at its first read only. */
class ChangesIT {
    private static final Duration NEVER = Duration.ofDays(1);

    private TestDatabase database;
    private PostgresStore store;

    @BeforeEach
    void migrate() throws StoreUnavailable {
        database = TestPostgres.fresh();
        Migrations.migrate(database.config());
        store = new PostgresStore(database.config(), Limits.USUAL, NEVER);
        assertThat(store.read().hosts()).isEmpty();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Host host(String name, Target... targets) {
        return new Host(name, 80, 80, List.of(targets), List.of());
    }

    private void assertRead(Host... hosts) throws StoreUnavailable {
        assertThat(store.read().hosts()).isEqualTo(Fleet.of(List.of(hosts)).hosts());
    }

    @Test
    void eachKindOfStatementOnEachTableIsSeen() throws Exception {
        database.execute("INSERT INTO hosts (host) VALUES ('a.com'), ('b.com')");
        assertRead(host("a.com"), host("b.com"));
        database.execute("INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1'), ('b.com', '10.0.0.2')");
        assertRead(host("a.com", Target.of("10.0.0.1")), host("b.com", Target.of("10.0.0.2")));
        database.execute("UPDATE targets SET host = 'b.com' WHERE host = 'a.com'");
        assertRead(host("a.com"), host("b.com", Target.of("10.0.0.1"), Target.of("10.0.0.2")));
        database.execute("UPDATE hosts SET host = 'c.com' WHERE host = 'b.com'");
        assertRead(host("a.com"), host("c.com", Target.of("10.0.0.1"), Target.of("10.0.0.2")));
        database.execute("INSERT INTO health_checks (host) VALUES ('c.com')", "DELETE FROM hosts WHERE host = 'a.com'");
        assertThat(store.read().hosts().values())
                .singleElement()
                .satisfies(host -> assertThat(host.healthChecks()).hasSize(1));
        database.execute("DELETE FROM health_checks", "DELETE FROM targets WHERE address = '10.0.0.1'");
        assertRead(host("c.com", Target.of("10.0.0.2")));
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
        Fleet before = store.read();
        assertThat(store.read().hosts()).isSameAs(before.hosts());
        try (PostgresStore careful = new PostgresStore(database.config(), Limits.USUAL, Duration.ZERO)) {
            Fleet all = careful.read();
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
