package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.awaitAnswer;
import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestPostgres;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One database feeds several fleets, and each Envoy gets the hosts of its own. Ports keep them apart on one machine. */
@SuppressWarnings("try") // Requests go through Envoys that nobody names.
class FleetsEnvoyIT {
    /** A ping and its like on the connection, but no response: the shortest of those is longer. */
    private static final int LESS_THAN_A_RESPONSE = 60;

    private final TestDatabase database = TestPostgres.fresh();
    private final int edgePort = FreePorts.next();
    private final int officePort = FreePorts.next();

    @AutoClose
    private final RunningSluice sluice = RunningSluice.on(database)
            .inItsOwnProcess()
            .syncEvery(Duration.ofMillis(100))
            .start();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    @BeforeEach
    void hosts() {
        host("edge.example", "edge", edgePort, one);
        host("office.example", "office", officePort, two);
        sluice.host("nowhere.example", one);
    }

    private void host(String host, String fleet, int port, TestBackend target) {
        sluice.sql(
                "INSERT INTO hosts (host, fleet, incoming_port) VALUES ('%s', '%s', %d)".formatted(host, fleet, port));
        sluice.addTarget(host, target);
    }

    @Test
    void eachEnvoyOfADaemonGetsTheHostsOfItsFleetAndAHostMovesFromOneToTheOther() {
        try (TestEnvoy edge = sluice.startEnvoyOf("edge");
                TestEnvoy office = sluice.startEnvoyOf("office")) {
            awaitAnswer(edgePort, "edge.example", "one");
            awaitAnswer(officePort, "office.example", "two");
            assertThat(edge.clusters()).containsExactly("edge.example", "xds_cluster");
            assertThat(office.clusters()).containsExactly("office.example", "xds_cluster");
            sluice.sql("UPDATE hosts SET fleet = 'office', incoming_port = %d WHERE host = 'edge.example'"
                    .formatted(officePort));
            awaitAnswer(officePort, "edge.example", "one");
            awaitAnswer(edgePort, "edge.example", "refused");
            soon().until(() -> !edge.clusters().contains("edge.example"));
            assertThat(office.clusters()).containsExactly("edge.example", "office.example", "xds_cluster");
        }
    }

    @Test
    void anEnvoyOfAnotherDaemonOnTheSameDatabaseGetsThoseOfItsFleet() {
        try (RunningSluice second = RunningSluice.on(database).start();
                TestEnvoy edge = sluice.startEnvoyOf("edge");
                TestEnvoy office = second.startEnvoyOf("office")) {
            awaitAnswer(edgePort, "edge.example", "one");
            awaitAnswer(officePort, "office.example", "two");
            assertThat(edge.clusters()).containsExactly("edge.example", "xds_cluster");
            assertThat(office.clusters()).containsExactly("office.example", "xds_cluster");
        }
    }

    @Test
    void aChangeInOneFleetSendsNothingToAnother() {
        try (TestEnvoy edge = sluice.startEnvoyOf("edge");
                TestEnvoy office = sluice.startEnvoyOf("office")) {
            awaitAnswer(edgePort, "edge.example", "one");
            awaitAnswer(officePort, "office.example", "two");
            long before = awaitQuiet(edge);
            for (int i = 0; i < 10; i++) {
                host("more%d.example".formatted(i), "office", officePort, two);
            }
            awaitAnswer(officePort, "more9.example", "two");
            assertThat(awaitQuiet(edge) - before).isLessThan(LESS_THAN_A_RESPONSE);
        }
    }

    @Test
    void anEnvoyOfAFleetWithoutHostsIsLiveAtOnceAndServesItsFirst() {
        try (TestEnvoy warm = sluice.startEnvoyOf("edge")) {
            try (TestEnvoy lonely = sluice.startEnvoyOf("lonely")) {
                assertThat(lonely.clusters()).containsExactly("xds_cluster");
                int port = FreePorts.next();
                host("first.example", "lonely", port, two);
                awaitAnswer(port, "first.example", "two");
                assertThat(warm.clusters()).containsExactly("edge.example", "xds_cluster");
            }
        }
    }

    @Test
    void aRestartedDaemonSendsNothingAgainToAnyFleet() {
        try (TestEnvoy edge = sluice.startEnvoyOf("edge");
                TestEnvoy office = sluice.startEnvoyOf("office")) {
            awaitAnswer(edgePort, "edge.example", "one");
            awaitAnswer(officePort, "office.example", "two");
            awaitQuiet(edge);
            awaitQuiet(office);
            long clusters = updates(edge, "cluster_manager.cds");
            long listeners = updates(office, "listener_manager.lds");
            sluice.stop();
            soon().until(() -> connected(edge) == 0 && connected(office) == 0);
            sluice.startAgain();
            soon().until(() -> connected(edge) == 1 && connected(office) == 1);
            // When these answer, each has got all that the daemon had to say before.
            host("edge2.example", "edge", edgePort, two);
            host("office2.example", "office", officePort, one);
            awaitAnswer(edgePort, "edge2.example", "two");
            awaitAnswer(officePort, "office2.example", "one");
            awaitQuiet(edge);
            awaitQuiet(office);
            assertThat(updates(edge, "cluster_manager.cds")).isEqualTo(clusters + 1);
            assertThat(updates(office, "listener_manager.lds")).isEqualTo(listeners);
            assertThat(edge.clusters()).containsExactly("edge.example", "edge2.example", "xds_cluster");
        }
    }

    private static long connected(TestEnvoy envoy) {
        return envoy.stat("control_plane.connected_state");
    }

    private static long updates(TestEnvoy envoy, String type) {
        return envoy.stat(type + ".update_success");
    }

    /** The bytes that it has received from the daemon, once these stay the same for a while. */
    private static long awaitQuiet(TestEnvoy envoy) {
        long[] last = {-1};
        Awaitility.await()
                .atMost(Patience.LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .during(Duration.ofMillis(500))
                .until(() -> {
                    long received = envoy.stat("cluster.xds_cluster.upstream_cx_rx_bytes_total");
                    boolean same = last[0] == received;
                    last[0] = received;
                    return same;
                });
        return last[0];
    }
}
