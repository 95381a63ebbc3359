package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import dev.sluice.config.Limits;
import dev.sluice.config.Secret;
import dev.sluice.testing.Cut;
import dev.sluice.testing.ReplicatedPostgres;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Rows that a standby has late are not taken for the latest. The store's role may SELECT and nothing else. */
@TestInstance(Lifecycle.PER_CLASS)
class StandbyIT {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private static final String LATE = "this server is a standby that is further behind its primary than"
            + " SLUICE_MAX_STANDBY_LAG (1s) allows; read the primary (target_session_attrs=primary in the database's URL),"
            + " or wait for the standby";
    private static final String BACK = "this server is a standby that does not have yet what was read before;"
            + " read the primary (target_session_attrs=primary in the database's URL), or wait for the standby";

    @AutoClose
    private final ReplicatedPostgres servers = ReplicatedPostgres.start();

    private final TestDatabase primary = servers.primary();

    @BeforeAll
    void migrate() throws Exception {
        migrate(servers);
    }

    private static void migrate(ReplicatedPostgres servers) throws Exception {
        Migrations.migrate(servers.primary().config());
        servers.onPrimary("CREATE ROLE reader LOGIN PASSWORD 'reader'");
        servers.primary()
                .execute(
                        "GRANT SELECT ON hosts, targets, health_checks, fleets, sluice_changes, sluice_database TO reader");
    }

    @BeforeEach
    void oneHostThatBothHave() throws SQLException {
        primary.execute("DELETE FROM hosts", "INSERT INTO hosts (host) VALUES ('a.com')");
        servers.awaitReplayed();
    }

    @AfterEach
    void resume() {
        servers.stream().mend();
        servers.resumeReplay();
        servers.awaitReplayed();
    }

    /** Of several ports the first that answers. */
    private static Store reading(Duration mostLag, Integer... ports) {
        Database reader = new Database(
                Stream.of(ports).map(port -> new HostPort("127.0.0.1", port)).toList(),
                "sluice",
                "reader",
                Optional.of(new Secret("reader")),
                Map.of());
        return new PostgresStore(reader, new Limits(BigDecimal.ONE, 0, 1000, 1000, mostLag), NEVER);
    }

    private static void awaitRead(Store store, String... hosts) {
        RunningSluice.soon()
                .ignoreExceptionsInstanceOf(StoreUnavailable.class)
                .untilAsserted(() -> assertThat(store.read().hosts()).containsOnlyKeys(hosts));
    }

    private static void awaitRefused(Store store, String reason) {
        RunningSluice.soon()
                .untilAsserted(() -> assertThatThrownBy(store::read)
                        .isInstanceOf(StoreUnavailable.class)
                        .hasMessage(reason));
    }

    @Test
    void aStandbyThatHasAllIsReadHoweverLongNothingHappened() throws Exception {
        RunningSluice.soon()
                .until(() -> servers.onStandby("SELECT now() - pg_last_xact_replay_timestamp() > '1.1 s'")
                        .equals("t"));
        try (Store store = reading(A_SECOND, servers.standby().port())) {
            assertThat(store.read().hosts()).containsOnlyKeys("a.com");
            primary.execute("INSERT INTO hosts (host) VALUES ('b.com')");
            servers.awaitReplayed();
            assertThat(store.read().hosts()).containsOnlyKeys("a.com", "b.com");
        }
    }

    @Test
    void aStandbyThatRepeatsTooLateIsRefusedUntilItHasCaughtUp() throws Exception {
        try (Store store = reading(A_SECOND, servers.standby().port());
                Store patient = reading(Duration.ofHours(1), servers.standby().port())) {
            assertThat(store.read().hosts()).containsOnlyKeys("a.com");
            servers.pauseReplay();
            primary.execute("INSERT INTO hosts (host) VALUES ('b.com')");
            awaitRefused(store, LATE);
            assertThat(patient.read().hosts()).containsOnlyKeys("a.com");
            servers.resumeReplay();
            awaitRead(store, "a.com", "b.com");
        }
    }

    /** It has repeated all that it received, and receives nothing. */
    @Test
    void aStandbyThatLostItsPrimaryIsRefusedUntilItHasItBack() throws Exception {
        try (Store store = reading(A_SECOND, servers.standby().port())) {
            assertThat(store.read().hosts()).containsOnlyKeys("a.com");
            servers.stream().cut();
            primary.execute("INSERT INTO hosts (host) VALUES ('b.com')");
            awaitRefused(store, LATE);
            servers.stream().mend();
            awaitRead(store, "a.com", "b.com");
        }
    }

    /** The transaction that is open all the while keeps the oldest running one the same on both. */
    @Test
    void aStandbyThatLacksWhatWasReadIsRefusedUntilItHasItOrThePrimaryIsBack() throws Exception {
        try (Connection open = primary.connection();
                Statement statement = open.createStatement();
                Cut wire = Cut.to(primary.port());
                Store store = reading(
                        Duration.ofHours(1), wire.port(), servers.standby().port())) {
            open.setAutoCommit(false);
            statement.execute("SELECT pg_current_xact_id()");
            servers.pauseReplay();
            primary.execute("INSERT INTO hosts (host) VALUES ('b.com')");
            assertThat(store.read().hosts()).containsOnlyKeys("a.com", "b.com");
            wire.cut();
            awaitRefused(store, BACK);
            wire.mend();
            awaitRead(store, "a.com", "b.com");
            primary.execute("INSERT INTO hosts (host) VALUES ('c.com')");
            assertThat(store.read().hosts()).containsOnlyKeys("a.com", "b.com", "c.com");
            wire.cut();
            awaitRefused(store, BACK);
            servers.resumeReplay();
            awaitRead(store, "a.com", "b.com", "c.com");
        }
    }

    @Test
    void aTransactionThatCommitsLateIsNotLostOnAStandby() throws Exception {
        try (Connection late = primary.connection();
                Statement statement = late.createStatement();
                Store store = reading(Duration.ofHours(1), servers.standby().port())) {
            late.setAutoCommit(false);
            statement.execute("INSERT INTO hosts (host) VALUES ('late.com')");
            primary.execute("INSERT INTO hosts (host) VALUES ('early.com')");
            servers.awaitReplayed();
            assertThat(store.read().hosts()).containsOnlyKeys("a.com", "early.com");
            late.commit();
            servers.awaitReplayed();
            assertThat(store.read().hosts()).containsOnlyKeys("a.com", "early.com", "late.com");
        }
    }

    /** It gives the lost transaction's number to another one, and no read fails between the two servers. */
    @Test
    void aPromotedStandbyIsReadAsItIsThoughItLostATransaction() throws Exception {
        try (ReplicatedPostgres pair = ReplicatedPostgres.start();
                Store store =
                        reading(A_SECOND, pair.primary().port(), pair.standby().port())) {
            migrate(pair);
            pair.awaitReplayed();
            pair.stream().cut();
            pair.primary().execute("INSERT INTO hosts (host) VALUES ('lost.com')");
            assertThat(store.read().hosts()).containsOnlyKeys("lost.com");
            pair.killPrimary();
            pair.promote();
            pair.standby().execute("INSERT INTO hosts (host) VALUES ('b.com')");
            assertThat(store.read().hosts()).containsOnlyKeys("b.com");
        }
    }
}
