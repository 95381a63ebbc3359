package dev.sluice.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Cut;
import dev.sluice.testing.OwnPostgres;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.Traffic;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each part is killed, stopped and frozen, with clients asking all the time: nobody gets a wrong answer, and what was
 * changed meanwhile is live when the part is back. {@code DatabaseAwayIT} has the network's faults, {@code
 * LastKnownGoodEnvoyIT} the disk's, {@code GuardsEnvoyIT} the rows'.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FaultsEnvoyIT {
    /** {@code -Dsluice.kills=100 -Dsluice.freeze=30} for a long run. */
    private static final int KILLS = Integer.getInteger("sluice.kills", 3);

    private static final Duration FREEZE = Duration.ofSeconds(Integer.getInteger("sluice.freeze", 1));
    /** After a fault the database is tried again in 8 s at the latest; and starts take long on a busy machine. */
    private static final Duration BACK = Patience.LIMIT;

    private static final String UNTOUCHED = "untouched.example";

    @AutoClose
    private final OwnPostgres postgres = OwnPostgres.start();

    @AutoClose
    private final Cut wire = Cut.to(postgres.port());

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    @AutoClose
    private final RunningSluice sluice = RunningSluice.on(postgres.database())
            .through(wire)
            .inItsOwnProcess()
            .start()
            .withEnvoy();

    private final AtomicInteger changes = new AtomicInteger();

    @BeforeAll
    void twoHosts() {
        sluice.host(UNTOUCHED, one);
        sluice.awaitAnswer(UNTOUCHED, "one");
    }

    private Traffic traffic() {
        return Traffic.to(sluice.port(), UNTOUCHED, "one");
    }

    /** Writes a new host; the answer is its name. */
    private String change() {
        String host = "change" + changes.incrementAndGet() + ".example";
        sluice.host(host, two);
        return host;
    }

    private void awaitLive(String host) {
        RunningSluice.within(BACK)
                .untilAsserted(() -> assertThat(sluice.answer(host)).isEqualTo("two"));
    }

    @Test
    void theDaemonIsKilledAgainAndAgain() {
        try (Traffic traffic = traffic()) {
            for (int i = 0; i < KILLS; i++) {
                sluice.stop();
                String host = change();
                assertThat(sluice.answer(UNTOUCHED)).isEqualTo("one");
                sluice.startAgain();
                awaitLive(host);
            }
            traffic.awaitMore();
            report("daemon killed " + KILLS + " times", traffic);
            assertThat(traffic.failures()).isEmpty();
        }
    }

    @Test
    void envoyIsKilledAgainAndAgain() {
        int kills = Math.max(2, KILLS / 5);
        try (Traffic traffic = traffic()) {
            for (int i = 0; i < kills; i++) {
                sluice.envoy().kill();
                String host = change();
                sluice.withEnvoy();
                awaitLive(host);
                traffic.awaitMore();
            }
            report("Envoy killed " + kills + " times", traffic);
            assertThat(traffic.wrongAnswers()).isEmpty();
        }
    }

    /** What the clients ask has no answer while Envoy is frozen; those that have waited get it afterwards. */
    @Test
    void envoyIsFrozen() {
        try (Traffic traffic = traffic()) {
            sluice.envoy().freeze();
            String host = change();
            pass(FREEZE);
            sluice.envoy().thaw();
            awaitLive(host);
            traffic.awaitMore();
            report("Envoy frozen for " + FREEZE, traffic);
            assertThat(traffic.wrongAnswers()).isEmpty();
        }
    }

    /** What a database may do, and how it is over. */
    private enum Fault {
        STOPPED(test -> test.postgres.stop(), test -> test.postgres.startAgain()),
        KILLED(test -> test.postgres.kill(), test -> test.postgres.startAgain()),
        FROZEN(test -> test.postgres.freeze(), test -> test.postgres.thaw()),
        /** It panics, and cannot recover. */
        FULL(
                test -> {
                    test.postgres.fillDisk();
                    test.assertWriteFails();
                },
                test -> test.postgres.startAgain()),
        READ_ONLY(
                test -> {
                    test.postgres.superuser("ALTER DATABASE sluice SET default_transaction_read_only = on");
                    test.assertWriteFails();
                    // Also for one that begins now.
                    test.sluice.stop();
                    test.sluice.startAgain();
                },
                test -> test.postgres.superuser("ALTER DATABASE sluice RESET default_transaction_read_only")),
        SLOW(test -> test.wire.slow(Duration.ofMillis(200)), test -> {}),
        WITHOUT_TRIGGERS(
                test -> test.sluice.sql(
                        "ALTER TABLE hosts DISABLE TRIGGER USER", "ALTER TABLE targets DISABLE TRIGGER USER"),
                test -> {});

        private final Consumer<FaultsEnvoyIT> begin;
        private final Consumer<FaultsEnvoyIT> end;

        Fault(Consumer<FaultsEnvoyIT> begin, Consumer<FaultsEnvoyIT> end) {
            this.begin = begin;
            this.end = end;
        }
    }

    private void assertWriteFails() {
        try {
            postgres.database().execute("INSERT INTO hosts (host) VALUES ('unwritten.example')");
        } catch (SQLException expected) {
            return;
        }
        throw new AssertionError("a row was written");
    }

    @ParameterizedTest
    @EnumSource
    void theDatabaseIs(Fault fault) {
        try (Traffic traffic = traffic()) {
            try {
                fault.begin.accept(this);
                traffic.awaitMore();
                if (fault == Fault.FROZEN) {
                    pass(FREEZE);
                }
            } finally {
                fault.end.accept(this);
            }
            long over = System.nanoTime();
            awaitLive(change());
            report(
                    "database " + fault + ", a change live after "
                            + Duration.ofNanos(System.nanoTime() - over).toMillis() + " ms",
                    traffic);
            assertThat(traffic.failures()).isEmpty();
        } finally {
            wire.mend();
            sluice.sql("ALTER TABLE hosts ENABLE TRIGGER USER", "ALTER TABLE targets ENABLE TRIGGER USER");
        }
    }

    /** All three are gone, and come back in some order. */
    private enum Part {
        DATABASE(test -> test.postgres.startAgain()),
        DAEMON(test -> test.sluice.startAgain()),
        ENVOY(test -> test.sluice.launchEnvoy());

        private final Consumer<FaultsEnvoyIT> start;

        Part(Consumer<FaultsEnvoyIT> start) {
            this.start = start;
        }
    }

    /** Two of the orders say most: nothing of what one part waits for is there; all of the six in a long run. */
    static Stream<List<Part>> orders() {
        return Stream.of(
                        List.of(Part.ENVOY, Part.DAEMON, Part.DATABASE),
                        List.of(Part.DATABASE, Part.ENVOY, Part.DAEMON),
                        List.of(Part.ENVOY, Part.DATABASE, Part.DAEMON),
                        List.of(Part.DAEMON, Part.ENVOY, Part.DATABASE),
                        List.of(Part.DAEMON, Part.DATABASE, Part.ENVOY),
                        List.of(Part.DATABASE, Part.DAEMON, Part.ENVOY))
                .limit(KILLS < 6 ? 2 : 6);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void allAreKilledAndComeBack(List<Part> order) {
        try (Traffic traffic = traffic()) {
            postgres.kill();
            sluice.stop();
            sluice.envoy().kill();
            for (Part part : order) {
                part.start.accept(this);
                // Without the database: from the disk.
                if (order.indexOf(part) == 1 && order.get(2) == Part.DATABASE) {
                    awaitUntouched();
                }
            }
            awaitUntouched();
            awaitLive(change());
            traffic.awaitMore();
            report("all killed, back in the order " + order, traffic);
            assertThat(traffic.wrongAnswers()).isEmpty();
        }
    }

    private void awaitUntouched() {
        RunningSluice.within(BACK)
                .untilAsserted(() -> assertThat(sluice.answer(UNTOUCHED)).isEqualTo("one"));
    }

    private static void pass(Duration time) {
        Awaitility.await().atMost(time.plus(Patience.LIMIT)).pollDelay(time).until(() -> true);
    }

    private static void report(String fault, Traffic traffic) {
        System.out.println("fault: " + fault + ": answered=" + traffic.answered() + " wrong="
                + traffic.wrongAnswers().size() + " unanswered="
                + (traffic.failures().size() - traffic.wrongAnswers().size()));
    }
}
