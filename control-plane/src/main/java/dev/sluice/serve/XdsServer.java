package dev.sluice.serve;

import dev.sluice.config.HostPort;
import dev.sluice.model.Host;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.server.DefaultExecutorGroup;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.HashSet;
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
    private final Arrivals arrivals;

    public XdsServer(HostPort address, Consumer<EnvoySaid> listener) {
        this.arrivals = new Arrivals(group -> listener.accept(new EnvoySaid.Asks(group)));
        this.ads = Side.of(Transport.ADS, listener);
        this.separate = Side.of(Transport.SEPARATE_STREAMS, listener);
        V3DiscoveryServer adsServer = ads.server();
        V3DiscoveryServer separateServer = separate.server();
        this.server = NettyServerBuilder.forAddress(address.toSocketAddress())
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConcurrentCallsPerConnection(MAX_STREAMS)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .addService(over(Transport.ADS, incrementalOnly(adsServer.getAggregatedDiscoveryServiceImpl())))
                .addService(over(Transport.SEPARATE_STREAMS, separateServer.getListenerDiscoveryServiceImpl()))
                .addService(over(Transport.SEPARATE_STREAMS, separateServer.getRouteDiscoveryServiceImpl()))
                .addService(over(Transport.SEPARATE_STREAMS, separateServer.getClusterDiscoveryServiceImpl()))
                .addService(over(Transport.SEPARATE_STREAMS, separateServer.getEndpointDiscoveryServiceImpl()))
                .build();
    }

    /** Begins to answer. Called once, after the first {@link #publish}. */
    public void start() throws IOException {
        server.start();
    }

    private ServerServiceDefinition over(Transport transport, BindableService service) {
        return ServerInterceptors.intercept(service, new StreamNodes(transport, arrivals));
    }

    /** What Envoys ask for, once there was one that did; the fleet of those that name none, over ADS, in any case. */
    public Set<Group> groups() {
        Set<Group> groups = new HashSet<>(arrivals.groups());
        groups.add(new Group(Transport.ADS, Host.DEFAULT_FLEET));
        return groups;
    }

    /**
     * Sends every Envoy of {@code group} what differs from before.
     *
     * @return the number of resources that came, went or differ
     */
    public int publish(Group group, FleetSnapshot snapshot) {
        int changes = side(group).cache().publish(group.fleet(), snapshot);
        arrivals.open(group);
        return changes;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /** Whether every Envoy of {@code group} that is connected has answered all the clusters it was sent. */
    public boolean clustersTaken(Group group) {
        return side(group).acks().clustersTaken(group.fleet());
    }

    /** Whether every Envoy of {@code group} that is connected has answered everything it was sent. */
    public boolean allAnswered(Group group) {
        return side(group).acks().allAnswered(group.fleet());
    }

    /** Sends listeners that were refused once more, for they may be taken now: a port was given back. */
    public void retryListeners(Group group) {
        side(group).cache().retry(group.fleet(), ResourceType.LISTENER);
    }

    private Side side(Group group) {
        return group.transport() == Transport.ADS ? ads : separate;
    }

    /** What one transport has of its own. */
    private record Side(FleetCache cache, Acks acks) {
        static Side of(Transport transport, Consumer<EnvoySaid> listener) {
            return new Side(new FleetCache(transport), new Acks(transport, listener));
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
