package dev.sluice.serve;

import dev.sluice.config.HostPort;
import dev.sluice.config.TlsFiles;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Serves snapshots over gRPC: incremental ADS for our own bootstrap, and a service for each type for bootstraps with
 * separate streams. It listens from the first snapshot on, never before: an Envoy would take silence for "nothing".
 */
public final class XdsServer implements AutoCloseable {
    /** The talk's keepalive settings, those of go-control-plane's example server. */
    private static final long KEEPALIVE_SECONDS = 30;

    private static final long KEEPALIVE_TIMEOUT_SECONDS = 5;
    /** Bootstraps with separate streams open one for each resource; how many there may be, {@link StreamQuotas} says. */
    private static final int MAX_STREAMS = 1_000_000;
    /** A returning Envoy names all it has in one message, 79 to 100 bytes each; its node and its refusals come on top. */
    private static final long BYTES_FOR_A_NAME = 128;

    private static final long LEAST_MESSAGE_BYTES = 8 * 1024 * 1024;
    private static final long MOST_MESSAGE_BYTES = 256 * 1024 * 1024;
    private static final Duration CERTIFICATES_LOOKED_AT = Duration.ofSeconds(5);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

    private final HostPort address;
    private final Side ads;
    private final Side separate;
    private final Door door;
    private final Optional<MutualTls> mutualTls;
    private final Server server;
    private final Arrivals arrivals;
    private final Consumer<Envoy> dealtWith;
    private final StreamAdmission admission;
    /** Of a bootstrap with separate streams: the resources for each of which it opens one. */
    private final AtomicLong separateResources = new AtomicLong();

    /** One that is open to everybody who reaches it. */
    public XdsServer(HostPort address, Consumer<EnvoySaid> listener) {
        this(XdsPort.open(address), Optional.empty(), listener);
    }

    private XdsServer(XdsPort port, Optional<MutualTls> mutualTls, Consumer<EnvoySaid> listener) {
        this.address = port.address();
        this.arrivals = new Arrivals(envoy -> listener.accept(new EnvoySaid.Asks(envoy)));
        this.dealtWith = envoy -> listener.accept(new EnvoySaid.DealtWith(envoy));
        this.ads = Side.of(Transport.ADS, arrivals, listener);
        this.separate = Side.of(Transport.SEPARATE_STREAMS, arrivals, listener);
        this.door = new Door(port);
        this.mutualTls = mutualTls;
        this.admission = new StreamAdmission(
                door, new StreamQuotas(port.maxHosts(), Runtime.getRuntime().maxMemory(), this::streamsOfOneEnvoy));
        V3DiscoveryServer adsServer = ads.server();
        V3DiscoveryServer separateServer = separate.server();
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(port.address().toSocketAddress());
        mutualTls.ifPresent(tls -> builder.sslContext(tls.context()));
        this.server = door.in(builder)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .handshakeTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .maxConcurrentCallsPerConnection(MAX_STREAMS)
                .addStreamTracerFactory(admission.tooLong())
                .maxInboundMessageSize(maxMessageBytes(port.maxHosts()))
                .addService(over(Transport.ADS, incrementalOnly(adsServer.getAggregatedDiscoveryServiceImpl())))
                .addService(over(Transport.SEPARATE_STREAMS, separateServer.getListenerDiscoveryServiceImpl()))
                .addService(over(Transport.SEPARATE_STREAMS, separateServer.getRouteDiscoveryServiceImpl()))
                .addService(over(Transport.SEPARATE_STREAMS, separateServer.getClusterDiscoveryServiceImpl()))
                .addService(over(Transport.SEPARATE_STREAMS, separateServer.getEndpointDiscoveryServiceImpl()))
                .build();
    }

    /**
     * A server that is only for those who have access to {@code port}.
     *
     * @throws IOException when the certificates cannot be used; the message says why
     */
    public static XdsServer on(XdsPort port, Consumer<EnvoySaid> listener) throws IOException {
        Optional<TlsFiles> tls = port.access().tls();
        return new XdsServer(
                port,
                tls.isPresent() ? Optional.of(MutualTls.watched(tls.get(), CERTIFICATES_LOOKED_AT)) : Optional.empty(),
                listener);
    }

    private static int maxMessageBytes(int maxHosts) {
        return (int) Math.min(MOST_MESSAGE_BYTES, Math.max(LEAST_MESSAGE_BYTES, BYTES_FOR_A_NAME * maxHosts));
    }

    /** How many streams of {@code method} an Envoy needs that opens one for each resource. */
    private long streamsOfOneEnvoy(String method) {
        boolean oneEach = method.contains("EndpointDiscovery") || method.contains("RouteDiscovery");
        return oneEach ? separateResources.get() : 0;
    }

    /**
     * Begins to answer. Called once, after the first {@link #publish}.
     *
     * @throws CannotListen when somebody else listens there
     */
    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw CannotListen.on(address, "xDS", e);
        }
    }

    private ServerServiceDefinition over(Transport transport, BindableService service) {
        ServerServiceDefinition named =
                ServerInterceptors.intercept(service, new EnvoyStreams(transport, arrivals, dealtWith));
        return ServerInterceptors.intercept(ServerInterceptors.useInputStreamMessages(named), admission);
    }

    /** From now on these fleets have hosts, and no others: of others there may be few. */
    public void hostsAreOf(Set<String> fleets) {
        arrivals.hostsAreOf(fleets);
    }

    /** The Envoys that are connected. A new one waits until something is published for it. */
    public List<Connected> envoys() {
        return arrivals.all();
    }

    /** Sends {@code envoy} what differs from before. */
    public void publish(Envoy envoy, FleetSnapshot snapshot) {
        if (envoy.group().transport() == Transport.SEPARATE_STREAMS) {
            separateResources.set(snapshot.count(ResourceType.CLUSTER) + snapshot.count(ResourceType.ROUTE));
        }
        side(envoy).cache().publish(envoy, snapshot);
        arrivals.open(envoy);
    }

    /** Forgets what an Envoy that has left was sent; false when its last stream is still being closed. */
    public boolean forget(Envoy envoy) {
        return side(envoy).cache().clearSnapshot(envoy);
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            // The streams' last words need the door's threads.
            server.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        door.close();
        mutualTls.ifPresent(MutualTls::close);
    }

    /** Sends listeners that {@code envoy} refused once more, for it may take them now: a port was given back. */
    public void retryListeners(Envoy envoy) {
        side(envoy).cache().retry(envoy, ResourceType.LISTENER);
    }

    /** Whether {@code envoy} refused something besides listeners that it is still to have. */
    public boolean lacksWhatItRefused(Connected envoy) {
        return envoy.envoy().group().transport() == Transport.ADS
                ? ads.cache().lacksWhatItRefused(envoy)
                : envoy.conversation().isRefusing();
    }

    private Side side(Envoy envoy) {
        return envoy.group().transport() == Transport.ADS ? ads : separate;
    }

    /** What one transport has of its own. */
    private record Side(FleetCache cache, Acks acks) {
        static Side of(Transport transport, Arrivals arrivals, Consumer<EnvoySaid> listener) {
            return new Side(new FleetCache(transport, arrivals), new Acks(transport, arrivals, listener));
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
