package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.Cut;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.OwnPostgres;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestEnvoy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that takes a read and does not answer it keeps the daemon from nothing else. */
@SuppressWarnings("try") // Requests go through Envoys that nobody names.
@TestInstance(Lifecycle.PER_CLASS)
class FrozenDatabaseEnvoyIT {
    /** A read lasts so long at least, whoever waits for it. */
    private static final Duration READ = Duration.ofSeconds(120);

    private static final Duration SHORTER_THAN_A_READ = Duration.ofSeconds(60);

    @AutoClose
    private final OwnPostgres postgres = OwnPostgres.start();

    @AutoClose
    private final Cut wire = Cut.to(postgres.port());

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    private @Nullable Connection locking;

    /** The ways in which a database does not answer. */
    private enum Freeze {
        ITS_PROCESSES_ARE_STOPPED(test -> test.postgres.freeze(), test -> test.postgres.thaw()),
        THE_NETWORK_SWALLOWS_ALL(test -> test.wire.freeze(), test -> test.wire.mend()),
        A_TABLE_IS_LOCKED(FrozenDatabaseEnvoyIT::lock, FrozenDatabaseEnvoyIT::unlock);

        private final Consumer<FrozenDatabaseEnvoyIT> begin;
        private final Consumer<FrozenDatabaseEnvoyIT> end;

        Freeze(Consumer<FrozenDatabaseEnvoyIT> begin, Consumer<FrozenDatabaseEnvoyIT> end) {
            this.begin = begin;
            this.end = end;
        }
    }

    private void lock() {
        try {
            locking = postgres.database().connection();
            locking.setAutoCommit(false);
            locking.createStatement().execute("LOCK TABLE sluice_changes IN ACCESS EXCLUSIVE MODE");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void unlock() {
        try {
            if (locking != null) {
                locking.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private RunningSluice start() {
        Map<String, String> patient = Map.of(
                "socketTimeout",
                "" + READ.toSeconds(),
                "options",
                "-c lock_timeout=" + READ.toMillis() + " -c statement_timeout=" + READ.toMillis());
        return RunningSluice.on(postgres.database())
                .through(wire, patient)
                .syncEvery(Duration.ofMillis(100))
                .start();
    }

    @ParameterizedTest
    @EnumSource
    void anEnvoyOfANewFleetIsServedMeanwhileAndTheOutageIsToldAsLongAsItWas(Freeze freeze) {
        int port = FreePorts.next();
        String host = "new-" + freeze.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".example";
        try (RunningSluice sluice = start()) {
            sluice.sql(
                    "INSERT INTO hosts (host, fleet, incoming_port) VALUES ('%s', 'edge', %d)".formatted(host, port));
            sluice.addTarget(host, one);
            awaitRead(sluice);
            Instant frozen = Instant.now();
            freeze.begin.accept(this);
            try (TestEnvoy edge = sluice.startEnvoyOf("edge")) {
                within(SHORTER_THAN_A_READ)
                        .until(() -> RunningSluice.answer(port, host).equals("one"));
                within(SHORTER_THAN_A_READ)
                        .until(() -> database(sluice).path("state").asText().equals("away"));
                assertThat(Duration.between(frozen, Instant.now())).isGreaterThan(Duration.ofSeconds(4));
                assertThat(database(sluice).path("reason").asText()).isEqualTo("no answer within 5 s");
                Instant since = Instant.parse(database(sluice).path("since").asText());
                assertThat(since).isBefore(frozen.plusSeconds(4));
            } finally {
                freeze.end.accept(this);
            }
            within(SHORTER_THAN_A_READ)
                    .until(() -> database(sluice).path("state").asText().equals("connected"));
        }
    }

    @Test
    void theDaemonStopsAtOnceMeanwhile() {
        RunningSluice sluice = start();
        wire.freeze();
        try {
            within(SHORTER_THAN_A_READ)
                    .until(() -> database(sluice).path("state").asText().equals("away"));
            long begin = System.nanoTime();
            sluice.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        } finally {
            wire.mend();
        }
    }

    /** Until a read that began from now on has ended. */
    private static void awaitRead(RunningSluice sluice) {
        Instant now = Instant.now();
        within(SHORTER_THAN_A_READ)
                .until(() ->
                        Instant.parse(database(sluice).path("read_at").asText()).isAfter(now.plusSeconds(1)));
    }

    private static JsonNode database(RunningSluice sluice) {
        return sluice.status().path("database");
    }
}
