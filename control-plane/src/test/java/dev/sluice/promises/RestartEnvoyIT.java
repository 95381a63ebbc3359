package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestPostgres;
import dev.sluice.testing.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A daemon that was killed and comes back sends Envoy what changed meanwhile, and nothing else. */
@TestInstance(Lifecycle.PER_CLASS)
class RestartEnvoyIT {
    private static final String HOST = "stays.example";
    /** A ping and its like on the connection, but no response: the shortest of those is longer. */
    private static final int LESS_THAN_A_RESPONSE = 60;

    @AutoClose
    private final RunningSluice sluice = RunningSluice.on(TestPostgres.fresh())
            .inItsOwnProcess()
            .syncEvery(Duration.ofMillis(100))
            .start();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    RestartEnvoyIT() {
        sluice.withEnvoy(countingUpdates(sluice.bootstrap()));
        sluice.host(HOST, one, two);
        sluice.sql("INSERT INTO health_checks (host, timeout, interval) VALUES ('" + HOST + "', 0.2, 0.2)");
        sluice.awaitAnswer(HOST, "one");
    }

    @Test
    void anEnvoyThatHasEverythingIsSentNothingOfItAgainAndNoRequestFails() {
        sluice.awaitQuiet();
        List<Long> before = updates();
        try (Traffic traffic = Traffic.to(sluice.port(), HOST)) {
            restart();
            // When this answers, Envoy has got all that the daemon had to say before.
            sluice.host("after.example", two);
            sluice.awaitAnswer("after.example", "two");
            sluice.awaitQuiet();
            assertThat(updates())
                    .as("clusters and routes once, for the new host, and no listeners and endpoints")
                    .containsExactly(before.get(0) + 1, before.get(1) + 1, before.get(2), before.get(3));
            assertThat(traffic.answered()).isPositive();
            assertThat(traffic.failures()).isEmpty();
        }
        sluice.deleteHost("after.example");
    }

    @Test
    void whatChangedWhileTheDaemonWasDownIsSentWhenItIsBack() {
        sluice.host("deleted.example", one);
        sluice.host("changed.example", one);
        sluice.awaitAnswer("deleted.example", "one");
        sluice.awaitAnswer("changed.example", "one");
        stop();
        sluice.deleteHost("deleted.example");
        sluice.sql("UPDATE targets SET port = %d WHERE host = 'changed.example'".formatted(two.port()));
        sluice.host("added.example", two);
        assertThat(sluice.answer("deleted.example")).isEqualTo("one");
        sluice.startAgain();
        sluice.awaitAnswer("added.example", "two");
        sluice.awaitAnswer("changed.example", "two");
        sluice.awaitAnswer("deleted.example", "404");
        soon().until(() -> !sluice.envoy().clusters().contains("deleted.example"));
        sluice.deleteHost("changed.example");
        sluice.deleteHost("added.example");
    }

    @Test
    void unchangedRowsAreReadAtEachSyncAndNotSent() {
        sluice.awaitQuiet();
        long before = received();
        Awaitility.await()
                .during(Duration.ofSeconds(1))
                .atMost(Patience.LIMIT)
                .until(() -> received() - before < LESS_THAN_A_RESPONSE);
    }

    private void restart() {
        stop();
        sluice.startAgain();
        soon().until(() -> sluice.envoy().stat("control_plane.connected_state") == 1);
    }

    private void stop() {
        sluice.stop();
        soon().until(() -> sluice.envoy().stat("control_plane.connected_state") == 0);
    }

    private long received() {
        return sluice.envoy().stat("cluster.xds_cluster.upstream_cx_rx_bytes_total");
    }

    /** How often Envoy took clusters, routes, listeners, and the endpoints of the host that stays. */
    private List<Long> updates() {
        String routes = "http.http_%d.rds.http_%1$d".formatted(sluice.port());
        return Stream.of("cluster_manager.cds", routes, "listener_manager.lds", "cluster." + HOST)
                .map(type -> sluice.envoy().stat(type + ".update_success"))
                .toList();
    }

    /** Our bootstrap keeps no statistics for each host, but here one of them counts. */
    private static String countingUpdates(String bootstrap) {
        String patterns = "      patterns:\n";
        assertThat(bootstrap).contains(patterns);
        return bootstrap.replace(patterns, patterns + "        - { suffix: .update_success }\n");
    }
}
