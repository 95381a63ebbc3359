package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.awaitAnswer;
import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.KeptConnection;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.Traffic;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** An Envoy with the talk's own bootstrap, a stream for listeners and one for clusters, gets the same traffic. */
@TestInstance(Lifecycle.PER_CLASS)
class TalkBootstrapEnvoyIT {
    private static final String HOST = "talk.example";

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    /** The rows are there first, as for an Envoy that is started again. */
    TalkBootstrapEnvoyIT() {
        sluice.host(HOST, one);
        sluice.sql("INSERT INTO health_checks (host, timeout, interval) VALUES ('" + HOST + "', 0.2, 0.2)");
        sluice.withEnvoy(sluice.talkBootstrap());
        sluice.awaitAnswer(HOST, "one");
    }

    @Test
    void itIsTheTalksEnvoy() {
        assertThat(sluice.envoy().admin("/server_info")).contains("\"envoy-manager\"", "\"test-cluster\"");
        assertThat(sluice.envoy().admin("/config_dump")).doesNotContain("\"ads_config\"");
    }

    @Test
    void rowsThatChangeComeAndGoAreFollowedWithoutCuttingAConnection() throws IOException {
        int otherPort = FreePorts.next();
        try (KeptConnection kept = KeptConnection.to(sluice.port())) {
            sluice.host("changed.example", one);
            sluice.awaitAnswer("changed.example", "one");
            sluice.sql("UPDATE targets SET port = %d WHERE host = 'changed.example'".formatted(two.port()));
            sluice.awaitAnswer("changed.example", "two");
            sluice.host("*", otherPort, two);
            awaitAnswer(otherPort, "whatever.example", "two");
            sluice.deleteHost("changed.example");
            sluice.awaitAnswer("changed.example", "404");
            sluice.deleteHost("*");
            awaitAnswer(otherPort, "whatever.example", "refused");
            soon().until(() -> !sluice.envoy().clusters().contains("changed.example"));
            assertThat(kept.get(HOST, "/").body()).isEqualTo("one");
            assertThat(sluice.envoy().stat("listener_manager.listener_modified"))
                    .isZero();
        }
    }

    @Test
    void noRequestFailsWhenTheDaemonIsAwayAndChangesFollowWhenItIsBack() {
        try (Traffic traffic = Traffic.to(sluice.port(), HOST)) {
            sluice.stop();
            soon().until(() -> sluice.envoy().stat("control_plane.connected_state") == 0);
            sluice.host("meanwhile.example", two);
            sluice.startAgain();
            sluice.awaitAnswer("meanwhile.example", "two");
            assertThat(traffic.answered()).isPositive();
            assertThat(traffic.failures()).isEmpty();
        }
    }
}
