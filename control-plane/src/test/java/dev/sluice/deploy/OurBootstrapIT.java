package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.EnvoyBootstrap;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.TestEnvoy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An Envoy with our bootstrap and no control plane: what a VM is in its first second, and in its worst one. */
class OurBootstrapIT {
    private final String bootstrap = new EnvoyBootstrap(Checkout.text("envoy/bootstrap.yaml"))
            .withPorts(FreePorts.next(), FreePorts.next())
            .yaml();

    @Test
    void itWaitsForTheDaemonAndMissesNoLimit() throws Exception {
        try (TestEnvoy envoy = TestEnvoy.start(bootstrap)) {
            awaitAdmin(envoy);
            assertThat(envoy.admin("/ready")).isEqualTo("PRE_INITIALIZING\n");
            assertThat(envoy.log())
                    .doesNotContain("There is no configured limit")
                    .doesNotContain(" critical ");
            assertThat(envoy.log().lines().filter(line -> line.contains(" warning ")))
                    .allMatch(line -> line.contains("gRPC config stream to xds_cluster closed"));
        }
    }

    @Test
    void itsAdminMayBeReadButNotEndIt() throws Exception {
        try (TestEnvoy envoy = TestEnvoy.start(bootstrap)) {
            awaitAdmin(envoy);
            assertThat(envoy.adminPost("/quitquitquit")).contains("not allowed");
            assertThat(envoy.adminPost("/runtime_modify?a=b")).contains("not allowed");
            assertThat(envoy.admin("/clusters?format=json")).contains("xds_cluster");
            assertThat(envoy.admin("/config_dump")).contains("dynamic_resources");
        }
    }

    @Test
    void itsStatisticsAreThoseOfTheWholeAndOfTheStream() {
        try (TestEnvoy envoy = TestEnvoy.start(bootstrap)) {
            awaitAdmin(envoy);
            assertThat(envoy.admin("/stats"))
                    .contains(
                            "cluster.xds_cluster.upstream_cx_rx_bytes_total: ",
                            "control_plane.connected_state: 0",
                            "cluster_manager.cds.update_rejected: 0",
                            "listener_manager.lds.update_rejected: 0",
                            "http.admin.downstream_rq_total: ",
                            "server.memory_allocated: ",
                            "overload.envoy.resource_monitors.");
        }
    }

    private static void awaitAdmin(TestEnvoy envoy) {
        Awaitility.await()
                .ignoreException(java.io.UncheckedIOException.class)
                .until(() -> envoy.admin("/server_info").contains("PRE_INITIALIZING"));
    }
}
