package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import dev.sluice.keep.LastKnownGood;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.Traffic;
import dev.sluice.testing.XdsClient;
import dev.sluice.testing.XdsStream;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only rows take a host away: not another Envoy that cannot take it, and not a client that lies. */
@Timeout(Patience.OF_A_TEST)
class StrangersEnvoyIT {
    private static final int HOSTS = 20;

    @AutoClose
    private final TestBackend backend = TestBackend.start("up");

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @BeforeEach
    void checkedHosts() {
        IntStream.range(0, HOSTS).forEach(i -> sluice.host("s" + i + ".test", backend));
        sluice.sql("INSERT INTO health_checks (host, path, interval, timeout) SELECT host, '/', 1, 1 FROM hosts");
        sluice.awaitAnswer("s0.test", "up");
        sluice.awaitAnswer("s" + (HOSTS - 1) + ".test", "up");
    }

    @Test
    void anEnvoyThatLacksAnExtensionGetsWhatItCanTakeAndTakesNothingFromTheOther() {
        String bootstrap = sluice.bootstrapOf("default").replace("id: sluice", "id: lacking");
        // Both Envoys listen on one port here, so who has what is asked, not tried.
        try (TestEnvoy lacking = TestEnvoy.startWith(
                bootstrap,
                FreePorts.next(),
                "--disable-extensions",
                "envoy.health_checkers/envoy.health_checkers.http")) {
            lacking.awaitLive();
            soon().untilAsserted(() ->
                    assertThat(sluice.get("/status").body()).contains("\"lacking\"", "\"refuses_hosts\" : 20,"));
            sluice.host("unchecked.test", backend);
            soon().until(() -> lacking.clusters().contains("unchecked.test"));
            soon().until(() -> sluice.envoy().clusters().contains("unchecked.test"));
            assertThat(lacking.clusters()).doesNotContain("s7.test");
            assertThat(sluice.envoy().clusters()).contains(names());
            assertThat(routes(sluice.envoy())).contains(names());
            assertThat(sluice.get("/status").body()).contains("\"problems\" : [ ]");
        }
        soon().untilAsserted(() -> assertThat(sluice.get("/status").body()).doesNotContain("\"lacking\""));
        allAreServed();
        assertKept(HOSTS + 1);
    }

    private static String[] names() {
        return IntStream.range(0, HOSTS).mapToObj(i -> "s" + i + ".test").toArray(String[]::new);
    }

    private static String routes(TestEnvoy envoy) {
        return envoy.admin("/config_dump?resource=dynamic_route_configs");
    }

    private String words() {
        return IntStream.range(0, HOSTS)
                .mapToObj(i -> "'s" + i + ".test'")
                .collect(Collectors.joining(" ", "no: ", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no: 's0.test' 's1.test' 's2.test'",
                "no",
                "Error adding/updating cluster(s) s0.test: no, s1.test: no"
            })
    void aClientThatRefusesEverythingHoldsBackNothingButItsOwn(String refusal) {
        try (Traffic traffic = Traffic.to(sluice.port(), "s0.test")) {
            try (XdsClient liar = XdsClient.refusing(sluice.config().xds().port(), refusal)) {
                soon().until(() -> liar.takeEvents().contains("Cluster s0.test"));
                sluice.host("new.test", backend);
                sluice.awaitAnswer("new.test", "up");
                sluice.sql("DELETE FROM hosts WHERE host = 's19.test'");
                sluice.awaitAnswer("s19.test", "404");
                sluice.host("s19.test", backend);
                sluice.awaitAnswer("s19.test", "up");
                allAreServed();
            }
            allAreServed();
            assertThat(traffic.failures()).isEmpty();
        }
        assertKept(HOSTS + 1);
    }

    /** A refusal counts once, and only of what was sent. */
    @Test
    void anAnswerToNothingEndsItsStreamAndNoMore() {
        try (var liar = XdsStream.deltaAds(sluice.config().xds().port())) {
            liar.send(DeltaDiscoveryRequest.newBuilder()
                    .setNode(Node.newBuilder().setId("liar"))
                    .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                    .build());
            soon().until(() -> !liar.responses().isEmpty());
            liar.send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                    .setResponseNonce("4711")
                    .setErrorDetail(Status.newBuilder().setCode(3).setMessage(words()))
                    .build());
            soon().until(() -> liar.error().isPresent());
            assertThat(liar.error().orElseThrow().getDescription())
                    .isEqualTo("answers a response that was not sent, or answers it twice");
        }
        allAreServed();
        assertKept(HOSTS);
    }

    private void allAreServed() {
        IntStream.range(0, HOSTS)
                .forEach(i -> assertThat(sluice.answer("s" + i + ".test")).isEqualTo("up"));
    }

    /** Also by a daemon that starts without the database. */
    private void assertKept(int hosts) {
        soon().until(() -> LastKnownGood.hostsIn(sluice.config().stateDir()).equals(Optional.of(hosts)));
    }
}
