package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.XdsStream;
import dev.sluice.translate.Names;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What an Envoy asked for by name stays asked for, also while it is not there: Envoy does not ask again. */
class SubscriptionsIT {
    @AutoClose
    private final RunningSluice sluice = RunningSluice.start();

    @Test
    void whatWentAndCameBackIsSentAfterOthersWereAcknowledged() {
        sluice.host("goes.example");
        sluice.host("stays.example");
        soon().until(() -> listed() == 2);
        try (var stream = XdsStream.deltaAds(sluice.config().xds().port())) {
            stream.send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(Resources.V3.ENDPOINT_TYPE_URL)
                    .addResourceNamesSubscribe(Names.cluster("goes.example"))
                    .addResourceNamesSubscribe(Names.cluster("stays.example"))
                    .build());
            acknowledge(stream, 1);
            sluice.deleteHost("goes.example");
            soon().until(() -> listed() == 1);
            for (int i = 1; i <= 3; i++) {
                sluice.sql("INSERT INTO targets (host, address) VALUES ('stays.example', '10.0.0." + i + "')");
                acknowledge(stream, 1 + i);
            }
            sluice.host("goes.example");
            assertThat(acknowledge(stream, 5).getResourcesList())
                    .extracting(Resource::getName)
                    .containsExactly(Names.cluster("goes.example"));
            assertThat(stream.responses())
                    .allSatisfy(response ->
                            assertThat(response.getRemovedResourcesList()).isEmpty());
        }
    }

    /** How many clusters a new stream is told of. */
    private int listed() {
        return XdsStream.firstAnswer(
                        sluice.config().xds().port(),
                        DeltaDiscoveryRequest.newBuilder()
                                .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                                .build())
                .getResourcesCount();
    }

    /** Waits until so many responses have come, and acknowledges the last. */
    private static DeltaDiscoveryResponse acknowledge(
            XdsStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> stream, int count) {
        soon().until(() -> stream.responses().size() == count);
        List<DeltaDiscoveryResponse> responses = stream.responses();
        DeltaDiscoveryResponse last = responses.get(count - 1);
        stream.send(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(last.getTypeUrl())
                .setResponseNonce(last.getNonce())
                .build());
        return last;
    }
}
