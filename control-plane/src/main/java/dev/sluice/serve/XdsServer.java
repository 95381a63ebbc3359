package dev.sluice.serve;

import dev.sluice.config.HostPort;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.server.DefaultExecutorGroup;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Serves snapshots over gRPC: incremental ADS for our own bootstrap, and a service for each type for bootstraps with
 * separate streams. It listens from the first snapshot on, never before: an Envoy would take silence for "nothing".
 */
public final class XdsServer implements AutoCloseable {
    /** The talk's keepalive settings, those of go-control-plane's example server. */
    private static final long KEEPALIVE_SECONDS = 30;

    private static final long KEEPALIVE_TIMEOUT_SECONDS = 5;
    private static final int MAX_STREAMS = 1_000_000;
    /** A returning Envoy names all it has in one message: 79 bytes each, so the default of 4 MiB ends at 53,000. */
    private static final int MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

    private final Side ads;
    private final Side separate;
    private final Server server;
    private volatile boolean separateAsked;

    public XdsServer(HostPort address, Consumer<EnvoySaid> listener) {
        this.ads = Side.of(Transport.ADS, listener);
        this.separate = Side.of(Transport.SEPARATE_STREAMS, said -> {
            separateAsked = true;
            listener.accept(said);
        });
        V3DiscoveryServer adsServer = ads.server();
        V3DiscoveryServer separateServer = separate.server();
        this.server = NettyServerBuilder.forAddress(address.toSocketAddress())
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConcurrentCallsPerConnection(MAX_STREAMS)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .addService(incrementalOnly(adsServer.getAggregatedDiscoveryServiceImpl()))
                .addService(separateServer.getListenerDiscoveryServiceImpl())
                .addService(separateServer.getRouteDiscoveryServiceImpl())
                .addService(separateServer.getClusterDiscoveryServiceImpl())
                .addService(separateServer.getEndpointDiscoveryServiceImpl())
                .build();
    }

    /** Begins to answer. Called once, after the first {@link #publish}. */
    public void start() throws IOException {
        server.start();
    }

    /** What Envoys ask for: ADS, and the separate streams once there was one. */
    public Set<Transport> transports() {
        return separateAsked ? EnumSet.allOf(Transport.class) : EnumSet.of(Transport.ADS);
    }

    /**
     * Sends every Envoy that is connected over {@code transport} what differs from before.
     *
     * @return the number of resources that came, went or differ
     */
    public int publish(Transport transport, FleetSnapshot snapshot) {
        return side(transport).cache().publish(snapshot);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /** Whether every Envoy that is connected over {@code transport} has answered all the clusters it was sent. */
    public boolean clustersTaken(Transport transport) {
        return side(transport).acks().clustersTaken();
    }

    private Side side(Transport transport) {
        return transport == Transport.ADS ? ads : separate;
    }

    /** What one transport has of its own. */
    private record Side(FleetCache cache, Acks acks) {
        static Side of(Transport transport, Consumer<EnvoySaid> listener) {
            return new Side(new FleetCache(), new Acks(transport, listener));
        }

        V3DiscoveryServer server() {
            return new V3DiscoveryServer(List.of(acks), cache, new DefaultExecutorGroup(), new AsPacked());
        }
    }

    private static AggregatedDiscoveryServiceImplBase incrementalOnly(AggregatedDiscoveryServiceImplBase service) {
        return new AggregatedDiscoveryServiceImplBase() {
            @Override
            public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
                    StreamObserver<DeltaDiscoveryResponse> response) {
                return service.deltaAggregatedResources(response);
            }

            @Override
            public StreamObserver<DiscoveryRequest> streamAggregatedResources(
                    StreamObserver<DiscoveryResponse> response) {
                response.onError(Status.UNIMPLEMENTED
                        .withDescription("Sluice serves ADS incrementally: set ads_config.api_type to DELTA_GRPC")
                        .asRuntimeException());
                return new Ignored();
            }
        };
    }

    /** What a refused stream still sends. */
    private static final class Ignored implements StreamObserver<DiscoveryRequest> {
        @Override
        public void onNext(DiscoveryRequest request) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }
}
