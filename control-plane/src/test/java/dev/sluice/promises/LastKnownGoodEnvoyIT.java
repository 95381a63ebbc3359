package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.Cut;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestPostgres;
import dev.sluice.testing.Traffic;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Daemon and Envoy start without the database, and serve what was served last. */
@SuppressWarnings("try") // Requests go through an Envoy that nobody names.
class LastKnownGoodEnvoyIT {
    /** "Within a second or so": a wait of one second for the rows, thirtyfold for a busy machine. */
    private static final Duration SOON_AFTER_THE_START = Duration.ofSeconds(30);

    private final TestDatabase database = TestPostgres.fresh();

    @AutoClose
    private final Cut wire = Cut.to(database.port());

    @AutoClose
    private final RunningSluice sluice =
            RunningSluice.on(database).through(wire).start();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    @BeforeEach
    void aHostIsServed() {
        sluice.host("a.example", one);
        try (TestEnvoy envoy = sluice.startEnvoy()) {
            sluice.awaitAnswer("a.example", "one");
        }
    }

    @Test
    void withTheDatabaseGoneItServesFromTheDiskAndThenFromTheRowsWithoutAFailedRequest() {
        sluice.stop();
        wire.cut();
        startsFromDisk();
        try (TestEnvoy envoy = sluice.startEnvoy()) {
            sluice.awaitAnswer("a.example", "one");
            try (Traffic traffic = Traffic.to(sluice.port(), "a.example")) {
                soon().until(() -> traffic.answered() > 100);
                assertThat(sluice.status().path("database").path("state").asText())
                        .isEqualTo("away");
                wire.mend();
                // Its targets, and another host: both must get through.
                sluice.addTarget("a.example", two);
                sluice.deleteTarget("a.example", one);
                sluice.host("b.example", one);
                awaitAnswer("a.example", "two");
                awaitAnswer("b.example", "one");
                assertThat(sluice.json("/readyz").has("from_disk")).isFalse();
                int soFar = traffic.answered();
                soon().until(() -> traffic.answered() > soFar + 100);
                assertThat(traffic.failures()).isEmpty();
            }
        }
        soon().until(() -> sluice.kept().contains("\"b.example\""));
    }

    @Test
    void anEnvoyThatStayedNoticesNothingOfSuchARestart() {
        try (TestEnvoy envoy = sluice.startEnvoy();
                Traffic traffic = Traffic.to(sluice.port(), "a.example")) {
            soon().until(() -> traffic.answered() > 10);
            long updates = envoy.stat("cluster_manager.cds.update_success");
            sluice.stop();
            wire.cut();
            startsFromDisk();
            soon().until(() -> envoy.stat("control_plane.connected_state") == 1);
            wire.mend();
            soon().until(() -> !sluice.json("/readyz").has("from_disk"));
            int soFar = traffic.answered();
            soon().until(() -> traffic.answered() > soFar + 100);
            assertThat(traffic.failures()).isEmpty();
            assertThat(envoy.stat("cluster_manager.cds.update_success")).isEqualTo(updates);
        }
    }

    @Test
    void aDatabaseThatIsFrozenIsNotWaitedFor() {
        sluice.stop();
        wire.freeze();
        startsFromDisk();
        try (TestEnvoy envoy = sluice.startEnvoy()) {
            sluice.awaitAnswer("a.example", "one");
            wire.mend();
            sluice.addTarget("a.example", two);
            sluice.deleteTarget("a.example", one);
            awaitAnswer("a.example", "two");
        }
    }

    @Test
    void anEnvoyWithTheTalksBootstrapIsServedFromDiskAsWell() {
        sluice.stop();
        wire.cut();
        startsFromDisk();
        try (TestEnvoy envoy = TestEnvoy.start(
                sluice.talkBootstrap(), sluice.config().envoyAdmin().port())) {
            envoy.awaitLive();
            sluice.awaitAnswer("a.example", "one");
        }
    }

    @Test
    void aDatabaseThatAnswersWins() {
        sluice.stop();
        sluice.deleteHost("a.example");
        sluice.host("b.example", two);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.sluice");
        logger.addAppender(log);
        sluice.startAgain();
        sluice.awaitServing();
        soon().until(() -> sluice.status().has("served"));
        logger.detachAppender(log);
        assertThat(List.copyOf(log.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesAnyOf(
                        lines -> assertThat(lines).noneMatch(line -> line.startsWith("serving last known good")),
                        // So busy a machine that the rows were late.
                        lines -> assertThat(lines).anyMatch(line -> line.startsWith("database away")));
        assertThat(sluice.status().path("from_disk").isMissingNode()).isTrue();
        try (TestEnvoy envoy = sluice.startEnvoy()) {
            sluice.awaitAnswer("b.example", "two");
            assertThat(sluice.answer("a.example")).isEqualTo("404");
        }
    }

    /** Whether the rows come first, or the file because the database is away at the start. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHostWhoseRowTurnedBadMeanwhileKeepsItsLastGoodForm(boolean away) {
        sluice.stop();
        turnBad("a.example");
        sluice.host("b.example", two);
        startWithRows(away);
        try (TestEnvoy envoy = sluice.startEnvoy()) {
            awaitAnswer("b.example", "two");
            assertThat(sluice.answer("a.example")).isEqualTo("one");
        }
        assertThat(sluice.status().path("problems").path(0).path("host").asText())
                .isEqualTo("a.example");
    }

    /** Whatever the id of the database: a bad row takes nothing away. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHostWhoseRowIsBadInAnotherDatabaseIsServedAsBefore(boolean away) {
        sluice.stop();
        turnBad("a.example");
        sluice.host("b.example", two);
        sluice.sql("UPDATE sluice_database SET id = gen_random_uuid()");
        startWithRows(away);
        try (TestEnvoy envoy = sluice.startEnvoy()) {
            awaitAnswer("b.example", "two");
            assertThat(sluice.answer("a.example")).isEqualTo("one");
        }
    }

    private void turnBad(String host) {
        sluice.sql("UPDATE targets SET address = '127.0.0.1', port = %d WHERE host = '%s'"
                .formatted(sluice.config().xds().port(), host));
    }

    private void startWithRows(boolean away) {
        if (away) {
            wire.cut();
            startsFromDisk();
            wire.mend();
        } else {
            sluice.startAgain();
            sluice.awaitServing();
        }
    }

    @Test
    void aDamagedFileIsNotServedAndDoesNotKeepTheRowsFromBeing() throws Exception {
        sluice.stop();
        byte[] bytes = Files.readAllBytes(sluice.keptFile());
        bytes[bytes.length - 5] ^= 1;
        Files.write(sluice.keptFile(), bytes);
        wire.cut();
        sluice.startAgain();
        soon().until(() ->
                sluice.status().path("database").path("state").asText().equals("away"));
        assertThat(sluice.isServing()).isFalse();
        wire.mend();
        soon().pollInterval(Duration.ofMillis(100)).until(sluice::isServing);
        soon().until(() -> !Arrays.equals(bytes, Files.readAllBytes(sluice.keptFile())));
    }

    @Test
    void theFileIsWhatTheRowsSayAfterManyQuickChanges() {
        for (int i = 0; i < 100; i++) {
            sluice.sql("UPDATE hosts SET outgoing_port = " + (1000 + i));
        }
        sluice.host("last.example", two);
        soon().untilAsserted(() -> assertThat(sluice.kept())
                .contains("\"outgoing_port\": 1099")
                .contains("\"last.example\"")
                .contains("127.0.0.1:" + two.port()));
    }

    @Test
    void aFileThatCannotBeWrittenDoesNotHoldUpAnyChange() throws Exception {
        Files.createDirectories(
                sluice.keptFile().resolveSibling("last-known-good.jsonl.new").resolve("obstacle"));
        try (TestEnvoy envoy = sluice.startEnvoy()) {
            for (TestBackend next : List.of(two, one, two)) {
                sluice.sql("DELETE FROM targets");
                sluice.addTarget("a.example", next);
                sluice.awaitAnswer("a.example", next == one ? "one" : "two");
            }
        }
    }

    private void startsFromDisk() {
        long start = System.nanoTime();
        sluice.startAgain();
        RunningSluice.within(SOON_AFTER_THE_START).until(sluice::isServing);
        System.out.println("serving from disk after "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        soon().untilAsserted(() -> {
            JsonNode ready = sluice.json("/readyz");
            assertThat(ready.path("ready").asBoolean()).isTrue();
            assertThat(ready.path("from_disk").path("written_at").asText()).isNotEmpty();
            assertThat(ready.path("from_disk").path("age_seconds").isIntegralNumber())
                    .isTrue();
        });
    }

    /** The database may be back for a while before it is tried again. */
    private void awaitAnswer(String host, String expected) {
        soon().untilAsserted(() -> assertThat(sluice.answer(host)).isEqualTo(expected));
    }
}
