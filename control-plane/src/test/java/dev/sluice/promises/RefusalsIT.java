package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.XdsStream;
import dev.sluice.translate.Names;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What an Envoy refuses is sent again when it has changed, and not before: the library would send it without end. */
@TestInstance(Lifecycle.PER_CLASS)
class RefusalsIT {
    private static final Status NO = Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage("no")
            .build();

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start();

    private final int xds = sluice.config().xds().port();

    @BeforeAll
    void publish() {
        sluice.host("a.example");
        soon().until(this::isPublished);
    }

    private boolean isPublished() {
        try (var stream = XdsStream.deltaAds(xds)) {
            stream.send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(Resources.V3.LISTENER_TYPE_URL)
                    .build());
            soon().until(() -> stream.responses().size() == 1);
            return stream.responses().get(0).getResourcesCount() == 1;
        }
    }

    @Test
    void aRefusedRouteConfigurationIsNotSentAgainUntilItChanges() {
        String name = Names.routeConfiguration(sluice.port());
        refusedAndThenChanged(Resources.V3.ROUTE_TYPE_URL, name, () -> sluice.host("b.example"));
    }

    @Test
    void refusedEndpointsAreNotSentAgainUntilTheyChange() {
        refusedAndThenChanged(
                Resources.V3.ENDPOINT_TYPE_URL,
                Names.cluster("a.example"),
                () -> sluice.sql("INSERT INTO targets (host, address) VALUES ('a.example', '10.0.0.7')"));
    }

    @Test
    void aRefusedClusterIsNotSentAgainUntilItChanges() {
        refusedAndThenChanged(
                Resources.V3.CLUSTER_TYPE_URL,
                "",
                () -> sluice.sql("INSERT INTO health_checks (host) VALUES ('a.example')"));
    }

    private void refusedAndThenChanged(String type, String name, Runnable change) {
        try (var stream = XdsStream.deltaAds(xds)) {
            DeltaDiscoveryRequest.Builder subscribe =
                    DeltaDiscoveryRequest.newBuilder().setTypeUrl(type);
            if (!name.isEmpty()) {
                subscribe.addResourceNamesSubscribe(name);
            }
            stream.send(subscribe.build());
            soon().until(() -> stream.responses().size() == 1);
            stream.send(answer(stream.responses().get(0)).setErrorDetail(NO).build());
            staysAt(1, stream);
            change.run();
            soon().until(() -> stream.responses().size() == 2);
            DeltaDiscoveryResponse changed = stream.responses().get(1);
            assertThat(changed.getResourcesList())
                    .extracting(Resource::getName)
                    .contains(name.isEmpty() ? Names.cluster("a.example") : name);
            stream.send(answer(changed).build());
            staysAt(2, stream);
        }
    }

    /** For some mistakes Envoy drops the whole response, and the library never sends the good ones of it again. */
    @Test
    void whatWasRefusedTogetherIsSentAgainWithTheNextChangeOfOne() {
        sluice.host("d.example");
        sluice.host("e.example");
        soon().until(() -> clusters().containsAll(List.of("d.example", "e.example")));
        try (var stream = XdsStream.deltaAds(xds)) {
            stream.send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                    .build());
            soon().until(() -> stream.responses().size() == 1);
            stream.send(answer(stream.responses().get(0)).setErrorDetail(NO).build());
            sluice.deleteHost("d.example");
            soon().until(() -> stream.responses().size() == 2);
            DeltaDiscoveryResponse next = stream.responses().get(1);
            assertThat(next.getResourcesList()).extracting(Resource::getName).contains("e.example");
            // Envoy may have taken it: what is refused is not always dropped.
            assertThat(next.getRemovedResourcesList()).contains("d.example");
            stream.send(answer(next).build());
            staysAt(2, stream);
        }
    }

    private List<String> clusters() {
        try (var stream = XdsStream.deltaAds(xds)) {
            stream.send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                    .build());
            soon().until(() -> stream.responses().size() == 1);
            return stream.responses().get(0).getResourcesList().stream()
                    .map(Resource::getName)
                    .toList();
        }
    }

    @Test
    void onSeparateStreamsARefusedClusterIsNotSentAgainUntilItChanges() {
        try (var stream = XdsStream.clusters(xds)) {
            DiscoveryRequest subscribe = DiscoveryRequest.newBuilder()
                    .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                    .build();
            stream.send(subscribe);
            soon().until(() -> stream.responses().size() == 1);
            DiscoveryResponse refused = stream.responses().get(0);
            stream.send(subscribe.toBuilder()
                    .setResponseNonce(refused.getNonce())
                    .setErrorDetail(NO)
                    .build());
            staysAt(1, stream);
            sluice.host("c.example");
            soon().until(() -> stream.responses().size() == 2);
            DiscoveryResponse changed = stream.responses().get(1);
            assertThat(changed.getResourcesList()).hasSize(refused.getResourcesCount() + 1);
            stream.send(subscribe.toBuilder()
                    .setVersionInfo(changed.getVersionInfo())
                    .setResponseNonce(changed.getNonce())
                    .build());
            staysAt(2, stream);
        }
    }

    @Test
    void adsInItsStateOfTheWorldFormIsRefusedWithTheSettingToChange() {
        try (var stream = XdsStream.ads(xds)) {
            soon().until(() -> stream.error().isPresent());
            assertThat(stream.error().orElseThrow().getDescription())
                    .isEqualTo("Sluice serves ADS incrementally: set ads_config.api_type to DELTA_GRPC");
        }
    }

    private static DeltaDiscoveryRequest.Builder answer(DeltaDiscoveryResponse response) {
        return DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(response.getTypeUrl())
                .setResponseNonce(response.getNonce());
    }

    private static void staysAt(int count, XdsStream<?, ?> stream) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .during(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(1))
                .until(() -> List.copyOf(stream.responses()), responses -> responses.size() == count);
    }
}
