package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Limits;
import dev.sluice.model.Targets;
import dev.sluice.testing.OwnPostgres;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Rows that come by logical replication are noted as all others are; no full read finds them here. */
class ReplicationIT {
    private static final Duration NEVER = Duration.ofDays(1);

    @Test
    void rowsThatComeByLogicalReplicationAreNoted() throws Exception {
        try (OwnPostgres server = OwnPostgres.start()) {
            server.superuser("ALTER SYSTEM SET wal_level = logical");
            server.stop();
            server.startAgain();
            TestDatabase there = server.database();
            server.superuser("ALTER ROLE sluice SUPERUSER CREATEDB");
            there.execute("CREATE DATABASE here");
            TestDatabase here = new TestDatabase(there.port(), "here", there.user(), there.password());
            Migrations.migrate(there.config());
            Migrations.migrate(here.config());
            there.execute(
                    "CREATE PUBLICATION hosts FOR TABLE hosts, targets, health_checks",
                    "SELECT pg_create_logical_replication_slot('hosts', 'pgoutput')");
            try (PostgresStore store = new PostgresStore(here.config(), Limits.USUAL, NEVER)) {
                store.read();
                here.execute("CREATE SUBSCRIPTION hosts CONNECTION 'host=127.0.0.1 port=" + there.port()
                        + " dbname=sluice user=sluice password=" + there.password()
                        + "' PUBLICATION hosts WITH (create_slot = false)");
                there.execute(
                        "INSERT INTO hosts (host) VALUES ('a.com')",
                        "INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1')");
                RunningSluice.soon()
                        .untilAsserted(() -> assertThat(store.read().hosts().get("a.com"))
                                .isNotNull()
                                .satisfies(host -> assertThat(host.targets()).containsExactly(Targets.of("10.0.0.1"))));
                there.execute("DELETE FROM hosts");
                RunningSluice.soon().until(() -> store.read().hosts().isEmpty());
                here.execute(
                        "ALTER SUBSCRIPTION hosts DISABLE",
                        "ALTER SUBSCRIPTION hosts SET (slot_name = NONE)",
                        "DROP SUBSCRIPTION hosts");
            }
        }
    }
}
