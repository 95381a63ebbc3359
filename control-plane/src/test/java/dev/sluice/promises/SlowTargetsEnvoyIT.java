package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static dev.sluice.testing.RunningSluice.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Nobody waits for somebody else's health check. Envoy acknowledges clusters when all of them are warm, and the library
 * sends no more of them until then: 5 s with one hanging target, 15 s after an edited check.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SlowTargetsEnvoyIT {
    /** Milliseconds on a quiet machine, and less than the 15 s after which Envoy would go on by itself. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @AutoClose
    private final TestBackend hanging = TestBackend.start("hanging");

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    @BeforeAll
    void insert() {
        sluice.host("other.example", one);
        sluice.host("checked.example", one);
        sluice.sql("INSERT INTO health_checks (host) VALUES ('checked.example')");
        sluice.awaitAnswer("other.example", "one");
        sluice.awaitAnswer("checked.example", "one");
        sluice.awaitQuiet();
    }

    @Test
    void aHangingTargetDoesNotHoldBackAnotherNewHost() {
        hanging.hang();
        sluice.sql(
                "BEGIN;"
                        + " INSERT INTO hosts (host, incoming_port) VALUES ('hanging.example', %d);"
                                .formatted(sluice.port())
                        + " INSERT INTO targets (host, address, port) VALUES ('hanging.example', '127.0.0.1', %d);"
                                .formatted(hanging.port())
                        + " INSERT INTO health_checks (host, timeout, interval) VALUES ('hanging.example', 3600, 3600); COMMIT");
        soon().until(() -> !hanging.requests().isEmpty());
        sluice.host("new.example", one);
        within(AT_ONCE).until(() -> sluice.answer("new.example").equals("one"));
        sluice.sql("UPDATE targets SET port = %d WHERE host = 'new.example'".formatted(two.port()));
        within(AT_ONCE).until(() -> sluice.answer("new.example").equals("two"));
        assertThat(hanging.requests()).hasSize(1);
    }

    @Test
    void anEditedHealthCheckIsInForceAtOnceAndHoldsBackNobody() {
        sluice.sql("UPDATE health_checks SET path = '/edited' WHERE host = 'checked.example'");
        sluice.host("newer.example", two);
        within(AT_ONCE).until(() -> sluice.answer("newer.example").equals("two"));
        // For this Envoy needs the endpoints of the edited cluster, and does not ask for them.
        within(AT_ONCE)
                .until(() -> one.requests().stream()
                        .anyMatch(request -> request.path().equals("/edited")));
        sluice.sql("UPDATE targets SET port = %d WHERE host = 'other.example'".formatted(two.port()));
        within(AT_ONCE).until(() -> sluice.answer("other.example").equals("two"));
    }
}
