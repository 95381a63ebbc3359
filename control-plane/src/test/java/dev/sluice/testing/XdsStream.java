package dev.sluice.testing;

import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A stream to the xDS server on which a test says what a stock Envoy would say only in trouble. */
public final class XdsStream<Q, R> implements AutoCloseable {
    private final ManagedChannel channel;
    private final StreamObserver<Q> requests;
    private final List<R> responses = new CopyOnWriteArrayList<>();
    private volatile @Nullable Status error;

    private XdsStream(ManagedChannel channel, BiFunction<Channel, StreamObserver<R>, StreamObserver<Q>> open) {
        this.channel = channel;
        this.requests = open.apply(channel, new Responses());
    }

    /** Incremental ADS on a connection of the test's own making, which may have several such streams. */
    public static XdsStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> deltaAds(ManagedChannel channel) {
        return new XdsStream<>(
                channel,
                (on, responses) -> AggregatedDiscoveryServiceGrpc.newStub(on).deltaAggregatedResources(responses));
    }

    /** Incremental ADS, as in our bootstrap. */
    public static XdsStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> deltaAds(int port) {
        return deltaAds(channel(port));
    }

    /**
     * What an Envoy that has just come is answered first. More may follow at once: clusters do not wait for an answer to
     * those sent before.
     */
    public static DeltaDiscoveryResponse firstAnswer(int port, DeltaDiscoveryRequest request) {
        try (var stream = deltaAds(port)) {
            stream.send(request);
            RunningSluice.soon().until(() -> !stream.responses().isEmpty());
            return stream.responses().get(0);
        }
    }

    /** ADS in its state-of-the-world form. */
    public static XdsStream<DiscoveryRequest, DiscoveryResponse> ads(int port) {
        return new XdsStream<>(
                channel(port),
                (on, responses) -> AggregatedDiscoveryServiceGrpc.newStub(on).streamAggregatedResources(responses));
    }

    /** CDS on a stream of its own, as in the talk's bootstrap. */
    public static XdsStream<DiscoveryRequest, DiscoveryResponse> clusters(int port) {
        return new XdsStream<>(
                channel(port),
                (on, responses) -> ClusterDiscoveryServiceGrpc.newStub(on).streamClusters(responses));
    }

    /** The same, incrementally. */
    public static XdsStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> deltaClusters(int port) {
        return new XdsStream<>(
                channel(port),
                (on, responses) -> ClusterDiscoveryServiceGrpc.newStub(on).deltaClusters(responses));
    }

    /** One connection, for several streams. */
    public static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    public void send(Q request) {
        requests.onNext(request);
    }

    /** All so far. */
    public List<R> responses() {
        return List.copyOf(responses);
    }

    /** How the server ended the stream. */
    public Optional<Status> error() {
        return Optional.ofNullable(error);
    }

    private final class Responses implements StreamObserver<R> {
        @Override
        public void onNext(R response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable thrown) {
            error = Status.fromThrowable(thrown);
        }

        @Override
        public void onCompleted() {
            error = Status.OK;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
