package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.awaitAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Make before break: whatever is edited, no request fails and no connection is closed. */
@TestInstance(Lifecycle.PER_CLASS)
class EditsUnderLoadEnvoyIT {
    /** {@code -Dsluice.edits=200} for a long run. */
    private static final int TIMES = Integer.getInteger("sluice.edits", 20);

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    private List<Traffic> traffic = List.of();

    @BeforeEach
    void hostsUnderLoad() {
        // The port stays open between tests: Envoy keeps a closed one's routes, and would answer by them at first.
        sluice.sql(
                "DELETE FROM hosts WHERE host <> 'anchor.example'",
                "INSERT INTO hosts (host, incoming_port) VALUES ('anchor.example', " + sluice.port()
                        + ") ON CONFLICT DO NOTHING");
        for (String host : List.of("edited.example", "other.example")) {
            sluice.awaitAnswer(host, "404");
        }
        for (String host : List.of("edited.example", "other.example")) {
            sluice.host(host, one, two);
            sluice.awaitAnswer(host, "one");
        }
        traffic = List.of(Traffic.to(sluice.port(), "edited.example"), Traffic.to(sluice.port(), "other.example"));
    }

    @AfterEach
    void nothingWentWrong() {
        RunningSluice.soon().until(() -> traffic.stream().allMatch(each -> each.answered() > 100));
        traffic.forEach(Traffic::close);
        List<String> failures = new ArrayList<>();
        traffic.forEach(each -> failures.addAll(each.failures()));
        assertThat(failures).isEmpty();
    }

    @Test
    void aTargetIsSwappedForAnother() {
        for (int i = 0; i < TIMES; i++) {
            TestBackend gone = i % 2 == 0 ? one : two;
            sluice.deleteTarget("edited.example", gone);
            awaitTargets("edited.example", i % 2 == 0 ? "two" : "one");
            sluice.addTarget("edited.example", gone);
            awaitTargets("edited.example", "one", "two");
        }
    }

    @Test
    void hostsComeAndGo() {
        for (int i = 0; i < TIMES; i++) {
            sluice.host("guest" + i + ".example", two);
            sluice.awaitAnswer("guest" + i + ".example", "two");
        }
        for (int i = 0; i < TIMES; i++) {
            sluice.deleteHost("guest" + i + ".example");
            sluice.awaitAnswer("guest" + i + ".example", "404");
        }
    }

    @Test
    void aNewHostAnswersNothingElseBeforeItsTargetsDo() {
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < TIMES; i++) {
            String host = "young" + i + ".example";
            sluice.host(host, one);
            RunningSluice.soon().pollInterval(Duration.ofNanos(1)).until(() -> {
                String answer = sluice.answer(host);
                seen.add(answer);
                return answer.equals("one");
            });
        }
        assertThat(seen).isSubsetOf("404", "one");
    }

    @Test
    void aHealthCheckIsAddedEditedAndRemoved() {
        for (int i = 0; i < TIMES; i++) {
            sluice.sql(
                    "INSERT INTO health_checks (host, interval, timeout) VALUES ('edited.example', 1, 1)",
                    "UPDATE health_checks SET interval = 2",
                    "UPDATE health_checks SET path = '/other'",
                    "DELETE FROM health_checks");
        }
        sluice.awaitAnswer("edited.example", "one");
    }

    /** Envoy keeps a closed port's routes while it drains, and does not ask for them again when the port is back. */
    @Test
    void aPortOpensAndClosesAndFollowsChangesEachTime() {
        int second = FreePorts.next();
        for (int i = 0; i < Math.min(TIMES, 20); i++) {
            String host = "second" + i + ".example";
            sluice.host(host, second, two);
            awaitAnswer(second, host, "two");
            sluice.deleteHost(host);
            awaitAnswer(second, host, "refused");
        }
    }

    /** Waits until the host's requests go to just these. */
    private void awaitTargets(String host, String... names) {
        RunningSluice.soon().until(() -> {
            Set<String> answers = new TreeSet<>();
            for (int i = 0; i < 4; i++) {
                answers.add(sluice.answer(host));
            }
            return answers.equals(Set.of(names));
        });
    }
}
