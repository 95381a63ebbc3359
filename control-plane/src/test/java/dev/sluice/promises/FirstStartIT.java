package dev.sluice.promises;

import dev.sluice.config.Database;
import dev.sluice.config.Secret;
import dev.sluice.store.Migrations;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A daemon meets a database for the first time. */
class FirstStartIT {
    private static final String HOST = "first.example";

    private final TestDatabase database = TestPostgres.fresh();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    @Test
    void twoDaemonsThatFindNoTablesCreateThemAndBothServe() {
        try (RunningSluice first = RunningSluice.on(database).launch();
                RunningSluice second = RunningSluice.on(database).launch()) {
            first.awaitServing();
            second.awaitServing().withEnvoy();
            second.host(HOST, one);
            second.awaitAnswer(HOST, "one");
        }
    }

    @Test
    void withoutTheRightToMigrateItServesAsSoonAsSomebodyDid() throws Exception {
        try (RunningSluice sluice =
                RunningSluice.on(database).withoutMigrating().launch()) {
            Awaitility.await()
                    .during(Duration.ofMillis(500))
                    .atMost(Patience.LIMIT)
                    .until(() -> !sluice.isServing());
            Migrations.migrate(database.config());
            sluice.awaitServing();
        }
    }

    /** The rights to read the tables and to hear of changes; no other. */
    @Test
    void aRoleThatMayOnlyReadIsEnoughOnceTheTablesAreThere() throws Exception {
        Migrations.migrate(database.config());
        TestPostgres.superuser("CREATE ROLE only_reads LOGIN PASSWORD 'secret'");
        database.execute(
                "GRANT SELECT ON hosts, targets, health_checks, fleets, sluice_changes, sluice_database TO only_reads");
        Database reader = new Database(
                database.config().servers(),
                database.name(),
                "only_reads",
                Optional.of(new Secret("secret")),
                database.config().properties());
        try (RunningSluice sluice = RunningSluice.on(database)
                .reachedBy(reader)
                .syncEvery(Duration.ofHours(1))
                .start()
                .withEnvoy()) {
            sluice.host(HOST, one);
            sluice.awaitAnswer(HOST, "one");
            sluice.awaitQuiet();
            sluice.sql("UPDATE targets SET port = %d WHERE host = '%s'".formatted(two.port(), HOST));
            sluice.awaitAnswer(HOST, "two");
        }
    }
}
