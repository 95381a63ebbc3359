package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestPostgres;
import dev.sluice.testing.XdsClient;
import dev.sluice.testing.XdsStream;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whoever reaches the xDS port costs the others nothing: one clear error, and forgotten when it has gone. */
class StrangersOnTheXdsPortIT {
    @AutoClose
    private final RunningSluice sluice =
            RunningSluice.on(TestPostgres.fresh()).inItsOwnProcess().start();

    private int port() {
        return sluice.config().xds().port();
    }

    private static DeltaDiscoveryRequest.Builder first(String cluster) {
        return DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId("stranger").setCluster(cluster))
                .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL);
    }

    private void refused(DeltaDiscoveryRequest request, Status.Code code, String... words) {
        try (var stream = XdsStream.deltaAds(port())) {
            stream.send(request);
            soon().until(() -> stream.error().isPresent());
            Status status = stream.error().orElseThrow();
            assertThat(status.getCode()).as("%s", status).isEqualTo(code);
            assertThat(status.getDescription()).contains(words);
        }
        othersAreServed();
    }

    private void othersAreServed() {
        try (XdsClient good = XdsClient.connect(port(), "edge")) {
            soon().until(() -> good.clusters().contains("shop.example"));
        }
    }

    private void hostOfEdge() {
        sluice.sql("INSERT INTO hosts (host, fleet) VALUES ('shop.example', 'edge')");
    }

    @Test
    void aMessageThatNoFleetCanNeedIsOneError() {
        int logged = RunningSluice.logOfProcesses().length();
        hostOfEdge();
        UnknownFieldSet.Field big = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(new byte[40_000_000]))
                .build();
        var message = first("edge")
                .setUnknownFields(UnknownFieldSet.newBuilder().addField(99, big).build())
                .build();
        String before = startedAt();
        for (int i = 0; i < 3; i++) {
            try (var stream = XdsStream.deltaAds(port())) {
                stream.send(message);
                soon().until(() -> stream.error().isPresent());
                // Which error it is depends on what comes first: the status, or the end of a message that nobody reads.
            }
            othersAreServed();
        }
        assertThat(startedAt()).as("the same process").isEqualTo(before);
        soon().untilAsserted(() -> assertThat(RunningSluice.logOfProcesses().substring(logged))
                .containsOnlyOnce("reason=\"gRPC message exceeds maximum size 25600000: 40000")
                .doesNotContain("Exception processing message"));
    }

    @Test
    void whatIsSmallAsBytesAndLargeInMemoryIsOneError() {
        hostOfEdge();
        Node.Builder node = Node.newBuilder().setId("x").setCluster("edge");
        for (int i = 0; i < 2_000_000; i++) {
            node.addExtensionsBuilder();
        }
        refused(first("edge").setNode(node).build(), Status.Code.RESOURCE_EXHAUSTED, "the node");
        refused(
                first("edge").addResourceNamesSubscribe("x".repeat(5_000)).build(),
                Status.Code.RESOURCE_EXHAUSTED,
                "name is 5000 bytes");
    }

    @Test
    void aMillionNamesAreOneError() {
        hostOfEdge();
        List<String> names =
                IntStream.range(0, 1_000_000).mapToObj(i -> "n" + i).toList();
        refused(
                first("edge").addAllResourceNamesSubscribe(names).build(),
                Status.Code.RESOURCE_EXHAUSTED,
                "and this one names 1000000");
    }

    @Test
    void aNodeMayNotNameItselfAtLength() {
        hostOfEdge();
        refused(first("f".repeat(257)).build(), Status.Code.INVALID_ARGUMENT, "at most 256 bytes; one is 257");
        refused(
                first("edge")
                        .setNode(Node.newBuilder().setId("i".repeat(1_000)))
                        .build(),
                Status.Code.INVALID_ARGUMENT,
                "at most 256 bytes; one is 1000");
    }

    @Test
    void inventedFleetsAreFewAndForgotten() {
        hostOfEdge();
        ManagedChannel channel = XdsStream.channel(port());
        List<XdsStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse>> invented = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            var stream = XdsStream.deltaAds(channel);
            stream.send(first("invented-" + i).build());
            invented.add(stream);
        }
        soon().untilAsserted(() -> {
            assertThat(invented)
                    .allMatch(stream ->
                            stream.error().isPresent() || !stream.responses().isEmpty());
            assertThat(invented.stream().filter(stream -> stream.error().isEmpty()))
                    .hasSizeLessThanOrEqualTo(100);
        });
        assertThat(invented.stream().flatMap(stream -> stream.error().stream()))
                .isNotEmpty()
                .allSatisfy(status -> assertThat(status.getDescription()).contains("100 fleets without hosts"));
        othersAreServed();
        assertThat(sluice.get("/status").body()).contains("invented-");
        channel.shutdownNow();
        soon().untilAsserted(() -> assertThat(sluice.get("/status").body()).doesNotContain("invented"));
        // Its place is free again.
        try (var stream = XdsStream.deltaAds(port())) {
            stream.send(first("another").build());
            soon().until(() -> !stream.responses().isEmpty());
        }
    }

    @Test
    void oneConnectionDoesNotTakeAllStreams() {
        hostOfEdge();
        ManagedChannel channel = XdsStream.channel(port());
        List<XdsStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse>> streams = IntStream.range(0, 300)
                .mapToObj(i -> XdsStream.deltaAds(channel))
                .toList();
        soon().untilAsserted(() -> assertThat(
                        streams.stream().filter(stream -> stream.error().isPresent()))
                .hasSize(50)
                .allSatisfy(stream -> assertThat(stream.error().orElseThrow().getDescription())
                        .contains("this connection has 250 such streams already")));
        othersAreServed();
        channel.shutdownNow();
    }

    private String startedAt() {
        return sluice.status().path("started_at").asText();
    }
}
