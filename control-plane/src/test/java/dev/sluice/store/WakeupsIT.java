package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.OwnPostgres;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who waits for changes is called back, and writers do as they would without us. */
@SuppressWarnings("try") // What is opened is there for others.
class WakeupsIT {
    /** Writes, and waits until it was heard. */
    private static void assertHeard(AtomicInteger heard, TestDatabase database, String... statements) throws Exception {
        int before = heard.get();
        database.execute(statements);
        RunningSluice.soon().until(() -> heard.get() > before);
    }

    private static Wakeups listening(TestDatabase database, AtomicInteger heard) {
        Wakeups wakeups = new Wakeups(database.config(), heard::incrementAndGet);
        wakeups.start();
        // It says so itself when it begins to listen.
        RunningSluice.soon().until(() -> heard.get() == 1);
        return wakeups;
    }

    @Test
    void aCommitIsHeard() throws Exception {
        TestDatabase database = StrictTables.fresh();
        AtomicInteger heard = new AtomicInteger();
        try (Wakeups wakeups = listening(database, heard)) {
            assertHeard(heard, database, "INSERT INTO hosts (host) VALUES ('a.com')");
        }
    }

    @Test
    void aTransactionCanBePreparedAndIsHeardWhenItIsCommitted() throws Exception {
        try (OwnPostgres server = OwnPostgres.start()) {
            server.superuser("ALTER SYSTEM SET max_prepared_transactions = 5");
            server.stop();
            server.startAgain();
            TestDatabase database = server.database();
            Migrations.migrate(database.config());
            AtomicInteger heard = new AtomicInteger();
            try (Wakeups wakeups = listening(database, heard);
                    PostgresStore store = new PostgresStore(database.config())) {
                assertThat(store.read().hosts()).isEmpty();
                database.execute("BEGIN; INSERT INTO hosts (host) VALUES ('a.com'); PREPARE TRANSACTION 'one'");
                assertThat(store.read().hosts()).isEmpty();
                assertHeard(heard, database, "COMMIT PREPARED 'one'");
                assertThat(store.read().hosts()).containsOnlyKeys("a.com");
                assertHeard(heard, database, "UPDATE hosts SET outgoing_port = 81");
                // Who writes nothing wakes nobody, however often it looks.
                int before = heard.get();
                assertLooksOn(server);
                assertThat(heard.get()).isEqualTo(before);
                // And who insists on a NOTIFY gets it.
                try (Notifications told = new Notifications(database)) {
                    assertThat(told.of("UPDATE hosts SET outgoing_port = 82")).isEmpty();
                    assertThat(told.of("SET LOCAL sluice.notify = on", "UPDATE hosts SET outgoing_port = 83"))
                            .isEqualTo(List.of(""));
                }
            }
        }
    }

    /** Waits until it has looked ten times more. */
    private static void assertLooksOn(OwnPostgres server) throws SQLException {
        TestDatabase database = server.database();
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE looks AS SELECT max(query_start) AS at FROM pg_stat_activity");
            for (int i = 0; i < 10; i++) {
                RunningSluice.soon()
                        .until(() -> database.ask("SELECT count(*) FROM pg_stat_activity, looks WHERE query_start > at"
                                        + " AND query LIKE '%sluice_changes%' AND pid <> pg_backend_pid()")
                                .equals("1"));
                statement.execute("UPDATE looks SET at = clock_timestamp()");
            }
        }
    }
}
