package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Database;
import dev.sluice.config.Secret;
import dev.sluice.model.Problem;
import dev.sluice.model.Rules;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class MigrationsIT {
    private static final List<String> ALL = List.of(
            "1 hosts targets health checks",
            "2 database id",
            "3 fleets",
            "4 pins",
            "5 changes that stay few",
            "6 pinned notice",
            "7 more forbidden addresses");

    @Test
    void aSecondTimeChangesNothing() throws Exception {
        TestDatabase database = TestPostgres.fresh();
        assertThat(Migrations.migrate(database.config()).applied()).isEqualTo(ALL);
        database.execute("INSERT INTO hosts (host) VALUES ('a.com')");
        assertThat(Migrations.migrate(database.config()).applied()).isEmpty();
        assertThat(database.ask("SELECT host FROM hosts")).isEqualTo("a.com");
    }

    @Test
    void theHostsOfBeforeThereWereFleetsAreOfTheDefaultOne() throws Exception {
        TestDatabase database = TestPostgres.fresh();
        upTo("2", database);
        database.execute("INSERT INTO hosts (host) VALUES ('a.com')");
        try (Store store = new MigratingStore(new PostgresStore(database.config()), database.config())) {
            assertThat(store.read().hosts().values())
                    .containsExactly(SampleHosts.host("a.com", 80, 80, List.of(), List.of()));
        }
    }

    @Test
    void otherTablesAreLeftAlone() throws Exception {
        TestDatabase database = TestPostgres.fresh();
        database.execute(
                "CREATE TABLE customers AS SELECT 7 AS id", "CREATE TABLE flyway_schema_history AS SELECT 1 AS mine");
        assertThat(Migrations.migrate(database.config()).applied()).isEqualTo(ALL);
        assertThat(Migrations.migrate(database.config()).applied()).isEmpty();
        assertThat(database.ask("SELECT id FROM customers")).isEqualTo("7");
        assertThat(database.ask("SELECT mine FROM flyway_schema_history")).isEqualTo("1");
    }

    @Test
    void aTableOfSomebodyElseThatIsCalledHostsIsLeftAloneAndTheWayOutSaid() throws Exception {
        TestDatabase database = TestPostgres.fresh();
        database.execute("CREATE TABLE hosts AS SELECT 'rack 7' AS place");
        String sentence = "the tables could not be created: relation \"hosts\" already exists and is not Sluice's;"
                + " give Sluice another database, or a schema of its own as the first in the role's search_path";
        assertThatThrownBy(() -> Migrations.migrate(database.config())).hasMessage(sentence);
        assertThatThrownBy(() -> Migrations.migrate(database.config())).hasMessage(sentence);
        try (Store store = new MigratingStore(new PostgresStore(database.config()), database.config())) {
            assertThatThrownBy(store::read).isInstanceOf(StoreUnavailable.class).hasMessage(sentence);
        }
        assertThat(database.ask("SELECT place FROM hosts")).isEqualTo("rack 7");
        assertThat(database.list("SELECT relname FROM pg_class WHERE relname IN ('targets', 'health_checks')"))
                .isEmpty();
        // The way out works.
        database.execute(
                "CREATE SCHEMA sluice",
                "ALTER ROLE sluice IN DATABASE " + database.name() + " SET search_path = sluice");
        assertThat(Migrations.migrate(database.config()).applied()).isEqualTo(ALL);
        assertThat(database.ask("SELECT count(*) FROM sluice.hosts")).isEqualTo("0");
        assertThat(database.ask("SELECT place FROM public.hosts")).isEqualTo("rack 7");
    }

    @Test
    void aTargetThatIsThereAndForbiddenSinceStaysAndIsNamedAndNoMoreOfItsKindCome() throws Exception {
        TestDatabase database = TestPostgres.fresh();
        upTo("4", database);
        database.execute(
                "INSERT INTO hosts (host, outgoing_port) VALUES ('a.com', 8080), ('b.com', 8080)",
                "INSERT INTO targets (host, address) VALUES ('a.com', '100.100.100.200'), ('b.com', '10.0.0.7')");
        Migrations.migrate(database.config());
        try (Store store = new PostgresStore(database.config())) {
            assertThat(store.read().hosts().values().stream().flatMap(host -> Rules.check(host).stream()))
                    .extracting(Problem::toString)
                    .containsExactly("a.com: targets.address must not be the metadata service of a cloud,"
                            + " is \"100.100.100.200\"");
        }
        assertThatThrownBy(() ->
                        database.execute("INSERT INTO targets (host, address) VALUES ('b.com', '100.100.100.200')"))
                .hasMessageContaining("address must not be the metadata service of a cloud");
        database.execute("UPDATE targets SET address = '10.0.0.8' WHERE host = 'a.com'");
    }

    /** To check every row would keep writers out for as long as it takes. */
    @Test
    void noRowIsReadForAConstraintThatIsAdded() throws Exception {
        TestDatabase database = StrictTables.fresh();
        assertThat(database.list("SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY 1"))
                .containsExactly(
                        "address must not be reserved (240.0.0.0/4)",
                        "address must not be the metadata service of a cloud",
                        "address must not hide a forbidden IPv4 one (NAT64, 6to4, ...)");
    }

    private static void upTo(String version, TestDatabase database) {
        Flyway.configure()
                .dataSource(Connections.writable(database.config()))
                .locations("classpath:db/migration")
                .table(Migrations.HISTORY)
                .target(version)
                .load()
                .migrate();
    }

    @Test
    void severalAtOnceAreSafe() throws Exception {
        for (boolean others : new boolean[] {false, true}) {
            TestDatabase database = TestPostgres.fresh();
            if (others) {
                database.execute("CREATE TABLE customers (id int)");
            }
            List<String> applied = atOnce(4, database);
            assertThat(applied).isEqualTo(ALL);
        }
    }

    /** Whoever held on to a table would stop everybody else's writing, if a migration waited for him. */
    @Test
    void aMigrationKeepsNoWriterWaitingAndSaysWhomItWaitsFor() throws Exception {
        TestDatabase database = TestPostgres.fresh();
        upTo("4", database);
        try (Connection forgotten = database.connection();
                Connection writer = database.connection();
                Statement statement = forgotten.createStatement();
                Statement writing = writer.createStatement()) {
            forgotten.setAutoCommit(false);
            statement.execute("INSERT INTO hosts (host) VALUES ('a.com')");
            List<String> said = new CopyOnWriteArrayList<>();
            CompletableFuture<Migrations.Result> migrated = CompletableFuture.supplyAsync(() -> {
                try {
                    return Migrations.migrate(database.config(), Duration.ofMinutes(5), said::add);
                } catch (StoreUnavailable | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            database.awaitSluiceWaitingForALock();
            writing.execute("SET statement_timeout = '60s'");
            writing.execute("INSERT INTO hosts (host) VALUES ('b.com')");
            RunningSluice.soon().until(() -> !said.isEmpty());
            assertThat(said.get(0))
                    .matches("the tables cannot be changed now: hosts is in use by process \\d+ of role sluice"
                            + " \\(PostgreSQL JDBC Driver\\), in a transaction since .*; end that transaction, or try again"
                            + " later");
            assertThat(migrated).isNotDone();
            forgotten.commit();
            assertThat(migrated.get(1, TimeUnit.MINUTES).applied()).isNotEmpty();
        }
    }

    private static List<String> atOnce(int daemons, TestDatabase database) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(daemons);
        try {
            CyclicBarrier start = new CyclicBarrier(daemons);
            List<Future<Migrations.Result>> results = new ArrayList<>();
            for (int i = 0; i < daemons; i++) {
                results.add(threads.submit(() -> {
                    start.await();
                    return Migrations.migrate(database.config());
                }));
            }
            List<String> applied = new ArrayList<>();
            for (Future<Migrations.Result> result : results) {
                applied.addAll(result.get().applied());
            }
            return applied;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRoleWithNothingButSelectCanRead() throws Exception {
        TestDatabase database = StrictTables.fresh();
        Database reader = reader(database);
        try (Store store = new MigratingStore(new PostgresStore(reader), reader)) {
            assertThatThrownBy(store::read)
                    .hasMessage(
                            "permission denied for table sluice_changes;"
                                    + " grant SELECT on hosts, targets, health_checks, fleets, sluice_changes and sluice_database to this role");
            database.execute(
                    "GRANT SELECT ON hosts, targets, health_checks, fleets, sluice_changes, sluice_database TO reader",
                    "INSERT INTO hosts (host) VALUES ('a.com')");
            assertThat(store.read().hosts().values())
                    .containsExactly(SampleHosts.host("a.com", 80, 80, List.of(), List.of()));
        }
    }

    @Test
    void aRoleThatMayNotCreateTablesIsToldWhoCan() throws Exception {
        TestDatabase database = TestPostgres.fresh();
        Database reader = reader(database);
        try (Store store = new MigratingStore(new PostgresStore(reader), reader)) {
            assertThatThrownBy(store::read)
                    .hasMessage("the tables could not be created: permission denied for schema public;"
                            + " run sluice migrate as the owner of the tables (a VM with its own PostgreSQL:"
                            + " /usr/lib/sluice/deploy/local-database), or grant CREATE on the schema to this role");
        }
    }

    private static Database reader(TestDatabase database) {
        TestPostgres.superuser("DO $$ BEGIN CREATE ROLE reader LOGIN PASSWORD 'secret';"
                + " EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        Database config = database.config();
        return new Database(
                config.servers(), config.name(), "reader", Optional.of(new Secret("secret")), config.properties());
    }
}
