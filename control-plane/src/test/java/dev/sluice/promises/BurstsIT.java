package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.XdsStream;
import dev.sluice.translate.Names;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Changes that come faster than an Envoy takes them are not queued up: it gets the newest when it is ready. */
class BurstsIT {
    @AutoClose
    private final RunningSluice sluice = RunningSluice.start();

    private final int xds = sluice.config().xds().port();

    @Test
    void routesWaitForTheAckOfTheLastOnesAndThenAreTheNewest() throws Exception {
        sluice.host("h0.example");
        soon().until(() -> clusters() == 1);
        try (var envoy = XdsStream.deltaAds(xds)) {
            envoy.send(routes().addResourceNamesSubscribe(Names.routeConfiguration(sluice.port()))
                    .build());
            soon().until(() -> envoy.responses().size() == 1);
            acknowledge(envoy);
            sluice.host("h1.example");
            soon().until(() -> envoy.responses().size() == 2);
            for (int i = 2; i <= 20; i++) {
                int hosts = i;
                sluice.host("h" + i + ".example");
                soon().until(() -> clusters() == hosts + 1);
            }
            // A route follows its cluster a moment later.
            soon().until(() -> virtualHosts() == 21);
            assertThat(envoy.responses()).hasSize(2);
            acknowledge(envoy);
            soon().until(() -> envoy.responses().size() == 3);
            assertThat(virtualHosts(envoy.responses().get(2))).isEqualTo(21);
        }
    }

    private static void acknowledge(XdsStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> envoy) {
        int last = envoy.responses().size() - 1;
        envoy.send(routes().setResponseNonce(envoy.responses().get(last).getNonce())
                .build());
    }

    private static DeltaDiscoveryRequest.Builder routes() {
        return DeltaDiscoveryRequest.newBuilder().setTypeUrl(Resources.V3.ROUTE_TYPE_URL);
    }

    private static int virtualHosts(DeltaDiscoveryResponse response) throws Exception {
        return response.getResources(0)
                .getResource()
                .unpack(RouteConfiguration.class)
                .getVirtualHostsCount();
    }

    /** How many clusters are served now. */
    private int clusters() {
        return XdsStream.firstAnswer(
                        xds,
                        DeltaDiscoveryRequest.newBuilder()
                                .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                                .build())
                .getResourcesCount();
    }

    /** How many virtual hosts are served now. */
    private int virtualHosts() throws Exception {
        return virtualHosts(XdsStream.firstAnswer(
                xds,
                routes().addResourceNamesSubscribe(Names.routeConfiguration(sluice.port()))
                        .build()));
    }
}
