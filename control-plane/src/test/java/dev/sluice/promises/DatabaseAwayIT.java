package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static dev.sluice.testing.RunningSluice.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.Cut;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import dev.sluice.testing.Traffic;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database may be late, killed, frozen or lost: traffic goes on, and changes follow when it is back. */
class DatabaseAwayIT {
    private static final String HOST = "lasting.example";
    /** So that a read soon meets what has become of its connection. */
    private static final Duration OFTEN = Duration.ofMillis(100);

    private final TestDatabase database = TestPostgres.fresh();

    @AutoClose
    private final Cut cut = Cut.to(database.port());

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    /** An Envoy would take the silence of an open port for "nothing", and drop all that it has. */
    @Test
    void nothingIsAnsweredBeforeTheFirstReadAndAllOfItWhenTheDatabaseComes() {
        cut.cut();
        try (RunningSluice sluice = RunningSluice.on(database).through(cut).launch()) {
            Awaitility.await()
                    .during(Duration.ofMillis(500))
                    .atMost(Patience.LIMIT)
                    .until(() -> !sluice.isServing());
            cut.mend();
            sluice.awaitServing().withEnvoy();
            sluice.host(HOST, one);
            sluice.awaitAnswer(HOST, "one");
        }
    }

    @Test
    void noRequestFailsWhileTheDatabaseIsGoneAndWhatWasChangedMeanwhileFollows() {
        try (RunningSluice sluice = RunningSluice.on(database)
                        .through(cut)
                        .syncEvery(OFTEN)
                        .start()
                        .withEnvoy();
                Traffic traffic = traffic(sluice)) {
            cut.cut();
            change(sluice);
            soon().until(() -> isAway(sluice));
            int before = traffic.answered();
            soon().until(() -> traffic.answered() > before + 200);
            assertThat(sluice.answer(HOST)).isEqualTo("one");
            cut.mend();
            sluice.awaitAnswer(HOST, "two");
            assertThat(traffic.failures()).isEmpty();
        }
    }

    /** With a limit for a busy machine; on a quiet one it is some milliseconds, or the rest of the interval. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefusedConnectionIsToldWithinASecond(boolean notify) {
        RunningSluice.Setup setup = RunningSluice.on(database).through(cut);
        // Who hears notifications notices at once, whatever the interval; who does not, at the next sync.
        try (RunningSluice sluice = notify
                ? setup.syncEvery(Duration.ofHours(1)).start()
                : setup.withoutNotify().start()) {
            soon().until(() -> database(sluice).path("state").asText().equals("connected"));
            soon().until(() -> !notify || isListening());
            Instant begin = Instant.now();
            cut.cut();
            within(Duration.ofSeconds(6)).until(() -> isAway(sluice));
            assertThat(Instant.parse(database(sluice).path("since").asText()))
                    .isBetween(begin.minusMillis(100).truncatedTo(ChronoUnit.SECONDS), begin.plusSeconds(5));
        }
    }

    /** By itself the driver would wait for ever. */
    @Test
    void aReadOnALostConnectionEndsAndTheNextOneIsMadeOnANewOne() {
        try (RunningSluice sluice = RunningSluice.on(database)
                .through(cut, Map.of("socketTimeout", "1"))
                .syncEvery(OFTEN)
                .withoutNotify()
                .start()
                .withEnvoy()) {
            sluice.host(HOST, one);
            sluice.awaitAnswer(HOST, "one");
            cut.lose();
            change(sluice);
            sluice.awaitAnswer(HOST, "two");
        }
    }

    @Test
    void aFrozenDatabaseThatThawsIsReadAgain() {
        try (RunningSluice sluice = RunningSluice.on(database)
                        .through(cut, Map.of("socketTimeout", "1"))
                        .syncEvery(OFTEN)
                        .start()
                        .withEnvoy();
                Traffic traffic = traffic(sluice)) {
            cut.freeze();
            change(sluice);
            soon().until(() -> isAway(sluice));
            int before = traffic.answered();
            soon().until(() -> traffic.answered() > before + 200);
            cut.mend();
            sluice.awaitAnswer(HOST, "two");
            assertThat(traffic.failures()).isEmpty();
        }
    }

    @Test
    void aNotificationIsHeardAtOnce() {
        try (RunningSluice sluice = RunningSluice.on(database)
                .syncEvery(Duration.ofHours(1))
                .start()
                .withEnvoy()) {
            sluice.host(HOST, one);
            sluice.awaitAnswer(HOST, "one");
            change(sluice);
            soon().until(() -> sluice.answer(HOST).equals("two"));
        }
    }

    @Test
    void aChangeWhoseNotificationWasLostIsReadAsSoonAsTheDatabaseIsBack() {
        try (RunningSluice sluice = RunningSluice.on(database)
                .through(cut)
                .syncEvery(Duration.ofHours(1))
                .start()
                .withEnvoy()) {
            sluice.host(HOST, one);
            sluice.awaitAnswer(HOST, "one");
            // Whatever Envoy says wakes the daemon too.
            sluice.awaitQuiet();
            cut.cut();
            change(sluice);
            cut.mend();
            sluice.awaitAnswer(HOST, "two");
        }
    }

    @Test
    void withoutNotificationsAChangeIsReadAtTheNextSync() {
        try (RunningSluice sluice = RunningSluice.on(database)
                .syncEvery(Duration.ofMillis(300))
                .withoutNotify()
                .start()
                .withEnvoy()) {
            sluice.host(HOST, one);
            sluice.awaitAnswer(HOST, "one");
            change(sluice);
            soon().until(() -> sluice.answer(HOST).equals("two"));
        }
    }

    private boolean isListening() throws SQLException {
        return !database.list(
                        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN sluice'"
                                + " AND state = 'idle'")
                .isEmpty();
    }

    /** Whether the daemon knows. */
    private static boolean isAway(RunningSluice sluice) {
        return database(sluice).path("state").asText().equals("away");
    }

    private static JsonNode database(RunningSluice sluice) {
        return sluice.status().path("database");
    }

    private Traffic traffic(RunningSluice sluice) {
        sluice.host(HOST, one);
        sluice.awaitAnswer(HOST, "one");
        return Traffic.to(sluice.port(), HOST);
    }

    private void change(RunningSluice sluice) {
        sluice.sql("UPDATE targets SET port = %d WHERE host = '%s'".formatted(two.port(), HOST));
    }
}
