package dev.sluice.serve;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.sluice.config.HostPort;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.XdsStream;
import dev.sluice.translate.Names;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an Envoy refuses is sent again when it has changed, and not before: the library would send it without end. Who
 * caused a refusal is nobody's question here, so the snapshots come from no loop.
 */
class RefusalsTest {
    private static final Status NO = Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage("no")
            .build();
    private static final Row CHECK =
            SampleHosts.check("/", OptionalInt.empty(), Duration.ofSeconds(1), Duration.ofSeconds(2));
    private static final int PORT = 80;

    private final int xds = FreePorts.next();
    private final XdsServer server = new XdsServer(new HostPort("127.0.0.1", xds), this::said);
    private final Map<Transport, FleetSnapshot> published = new ConcurrentHashMap<>();
    private final Map<String, Host> hosts = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        put("a.example");
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void put(String host) {
        put(SampleHosts.host(host, PORT, 8080, List.of(), List.of()));
    }

    private void put(Host host) {
        hosts.put(host.host(), host);
        publish();
    }

    private void delete(String host) {
        hosts.remove(host);
        publish();
    }

    private void publish() {
        ByName<Host> all = ByName.of(hosts.values(), Host::host);
        for (Transport transport : Transport.values()) {
            FleetSnapshot before = published.getOrDefault(transport, FleetSnapshot.EMPTY);
            FleetSnapshot next = new Snapshots(new Translator("127.0.0.1", transport)).next(before, all);
            published.put(transport, next);
        }
        server.envoys().forEach(each -> publish(each.envoy()));
    }

    private void publish(Envoy envoy) {
        server.publish(envoy, published.getOrDefault(envoy.group().transport(), FleetSnapshot.EMPTY));
    }

    private void said(EnvoySaid what) {
        if (what instanceof EnvoySaid.Asks asks) {
            publish(asks.envoy());
        }
    }

    @Test
    void aRefusedRouteConfigurationIsNotSentAgainUntilItChanges() {
        refusedAndThenChanged(Resources.V3.ROUTE_TYPE_URL, Names.routeConfiguration(PORT), () -> put("b.example"));
    }

    @Test
    void refusedEndpointsAreNotSentAgainUntilTheyChange() {
        refusedAndThenChanged(
                Resources.V3.ENDPOINT_TYPE_URL,
                Names.cluster("a.example"),
                () -> put(SampleHosts.host("a.example", PORT, 8080, List.of(Targets.of("10.0.0.7")), List.of())));
    }

    @Test
    void aRefusedClusterIsNotSentAgainUntilItChanges() {
        refusedAndThenChanged(
                Resources.V3.CLUSTER_TYPE_URL,
                "",
                () -> put(SampleHosts.host("a.example", PORT, 8080, List.of(), List.of(CHECK))));
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
        put("d.example");
        put("e.example");
        try (var stream = XdsStream.deltaAds(xds)) {
            stream.send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                    .build());
            soon().until(() -> stream.responses().size() == 1);
            stream.send(answer(stream.responses().get(0)).setErrorDetail(NO).build());
            // The refusal is known before the next change is made.
            staysAt(1, stream);
            delete("d.example");
            soon().until(() -> stream.responses().size() == 2);
            DeltaDiscoveryResponse next = stream.responses().get(1);
            assertThat(next.getResourcesList()).extracting(Resource::getName).contains("e.example");
            // Envoy may have taken it: what is refused is not always dropped.
            assertThat(next.getRemovedResourcesList()).contains("d.example");
            stream.send(answer(next).build());
            staysAt(2, stream);
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
            put("c.example");
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
    void onSeparateStreamsAnIncrementalAnswerIsTakenAndTakenOnce() {
        try (var stream = XdsStream.deltaClusters(xds)) {
            stream.send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                    .build());
            soon().until(() -> stream.responses().size() == 1);
            DeltaDiscoveryRequest accepted = answer(stream.responses().get(0)).build();
            stream.send(accepted);
            staysAt(1, stream);
            put("c.example");
            soon().until(() -> stream.error().isPresent() || stream.responses().size() == 2);
            assertThat(stream.responses()).as("%s", stream.error()).hasSize(2);
            stream.send(accepted);
            soon().until(() -> stream.error().isPresent());
            assertThat(stream.error().orElseThrow().getDescription())
                    .isEqualTo("answers a response that was not sent, or answers it twice");
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
                .atMost(Patience.LIMIT)
                .until(() -> List.copyOf(stream.responses()), responses -> responses.size() == count);
    }
}
