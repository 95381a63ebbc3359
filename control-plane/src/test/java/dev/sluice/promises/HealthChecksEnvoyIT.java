package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.translate.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Targets are checked as their host's row says, and only healthy ones get requests. */
@TestInstance(Lifecycle.PER_CLASS)
class HealthChecksEnvoyIT {
    private static final String CHECK = "/healthz";

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    private final List<TestBackend> backends = new ArrayList<>();

    @AfterEach
    void close() {
        backends.forEach(TestBackend::close);
    }

    @Test
    void aDeletedTargetThatStillPassesItsCheckGetsNoMoreRequests() {
        TestBackend stays = backend("stays");
        TestBackend leaves = backend("leaves");
        checkedHost("drained.example", stays, leaves);
        awaitAnswers("drained.example", "leaves", "stays");
        sluice.deleteTarget("drained.example", leaves);
        soon().until(() -> !sluice.envoy().admin("/clusters").contains(inClusters("drained.example", leaves)));
        awaitAnswers("drained.example", "stays");
    }

    @Test
    void deadTargetsGetNoRequestWhileOneOfFourLives() {
        List<TestBackend> four = List.of(backend("a"), backend("b"), backend("c"), backend("d"));
        checkedHost("quarter.example", four.toArray(TestBackend[]::new));
        awaitAnswers("quarter.example", "a", "b", "c", "d");

        List<TestBackend> dead = four.subList(0, 3);
        dead.forEach(target -> target.fail(500));
        dead.forEach(target -> awaitHealth("quarter.example", target, "/failed_active_hc"));
        awaitAnswers("quarter.example", "d");

        four.get(3).fail(500);
        awaitHealth("quarter.example", four.get(3), "/failed_active_hc");
        awaitARequestAt("quarter.example", four);

        dead.forEach(TestBackend::recover);
        dead.forEach(target -> awaitHealth("quarter.example", target, "healthy"));
        awaitAnswers("quarter.example", "a", "b", "c");
    }

    /** Envoy's own default checks a host without traffic once a minute. */
    @Test
    void theRowsIntervalHoldsOnAHostWithoutTraffic() {
        TestBackend idle = backend("idle");
        checkedHost("idle.example", idle);
        soon().until(() -> idle.requests().size() >= 10);
        assertThat(requests(idle)).isZero();
    }

    @Test
    void aFailingTargetIsOutAfterTwoChecksAndBackAfterTwo() {
        TestBackend target = backend("twice");
        checkedHost("twice.example", target);
        int before = target.requests().size();
        target.fail(503);
        awaitHealth("twice.example", target, "/failed_active_hc");
        assertThat(target.requests().size() - before).isBetween(2, 4);
    }

    @Test
    void aCheckAsksForTheRowsPathWithTheHostAsItsHostHeader() {
        TestBackend target = backend("virtual");
        checkedHost("virtual.example", target);
        HttpMessage asked = target.requests().get(0);
        assertThat(asked.method()).isEqualTo("GET");
        assertThat(asked.path()).isEqualTo(CHECK);
        assertThat(asked.header("Host")).contains("virtual.example");
    }

    @Test
    void aCheckOfAWildcardHostNamesADomainThatItMatches() {
        TestBackend target = backend("below");
        checkedHost("*.below.example", target);
        assertThat(target.requests().get(0).header("Host")).contains("health-check.below.example");
    }

    @Test
    void aCheckOfTheHostForEverythingNamesTheTargetsAddress() {
        TestBackend four = backend("any4");
        TestBackend six = TestBackend.start("any6", "::1", FreePorts.next());
        backends.add(six);
        checkedHost("*", four, six);
        assertThat(four.requests().get(0).header("Host")).contains("127.0.0.1");
        assertThat(six.requests().get(0).header("Host")).contains("[::1]");
    }

    @Test
    void aCheckWithAPortAsksThereAndDecidesAboutTheTarget() {
        TestBackend target = backend("web");
        TestBackend checked = backend("checked");
        checkedHost("port.example", target);
        sluice.sql("UPDATE health_checks SET port = %d WHERE host = 'port.example'".formatted(checked.port()));
        awaitCheck(checked);
        checked.fail(500);
        awaitHealth("port.example", target, "/failed_active_hc");
        int before = target.requests().size();
        int later = checked.requests().size() + 3;
        soon().until(() -> checked.requests().size() >= later);
        assertThat(target.requests()).hasSize(before);
    }

    @Test
    void aCheckThatIsDeletedIsNoLongerAskedAndItsVerdictIsForgotten() {
        TestBackend dead = backend("dead");
        TestBackend live = backend("live");
        checkedHost("unchecked.example", live, dead);
        dead.fail(500);
        awaitHealth("unchecked.example", dead, "/failed_active_hc");
        sluice.sql("DELETE FROM health_checks WHERE host = 'unchecked.example'");
        awaitHealth("unchecked.example", dead, "healthy");
        awaitAnswers("unchecked.example", "500", "live");
    }

    private TestBackend backend(String name) {
        TestBackend backend = TestBackend.start(name);
        backends.add(backend);
        return backend;
    }

    /** Returns when each target has passed a check. */
    private void checkedHost(String host, TestBackend... targets) {
        sluice.host(host, targets);
        sluice.sql("INSERT INTO health_checks (host, path, timeout, interval) VALUES ('%s', '%s', 0.2, 0.2)"
                .formatted(host, CHECK));
        for (TestBackend target : targets) {
            awaitCheck(target);
            awaitHealth(host, target, "healthy");
        }
    }

    /** Waits until a dozen requests get these answers and no other. Envoy collects verdicts for up to a second. */
    private void awaitAnswers(String host, String... expected) {
        soon().untilAsserted(() -> {
            Set<String> answers = new TreeSet<>();
            for (int i = 0; i < 12; i++) {
                answers.add(sluice.answer(host));
            }
            assertThat(answers).containsExactly(expected);
        });
    }

    private static long requests(TestBackend target) {
        return target.requests().stream()
                .filter(request -> !request.path().equals(CHECK))
                .count();
    }

    private void awaitARequestAt(String host, List<TestBackend> targets) {
        List<Long> before = targets.stream().map(HealthChecksEnvoyIT::requests).toList();
        soon().untilAsserted(() -> {
            sluice.answer(host);
            assertThat(targets)
                    .zipSatisfy(
                            before,
                            (target, count) -> assertThat(requests(target)).isGreaterThan(count));
        });
    }

    private static void awaitCheck(TestBackend target) {
        soon().until(() -> !target.requests().isEmpty());
    }

    private void awaitHealth(String host, TestBackend target, String flags) {
        String line = inClusters(host, target) + "::health_flags::" + flags;
        soon().until(() -> sluice.envoy().admin("/clusters").lines().anyMatch(line::equals));
    }

    private static String inClusters(String host, TestBackend target) {
        String address = target.address().contains(":") ? "[" + target.address() + "]" : target.address();
        return Names.cluster(host) + "::" + address + ":" + target.port();
    }
}
