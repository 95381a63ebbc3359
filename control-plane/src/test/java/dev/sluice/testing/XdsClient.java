package dev.sluice.testing;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What Envoy is to the xDS server: an incremental ADS stream that asks for all listeners and clusters, and by name for
 * their routes and endpoints. It keeps what it is sent and the order in which that came, and acknowledges clusters when
 * their endpoints are there. It may be slow, or refuse, as an Envoy may.
 */
public final class XdsClient implements AutoCloseable {
    private static final String PREFIX = "type.googleapis.com/";
    private static final String LISTENER = PREFIX + Listener.getDescriptor().getFullName();
    private static final String ROUTE =
            PREFIX + RouteConfiguration.getDescriptor().getFullName();
    private static final String CLUSTER = PREFIX + Cluster.getDescriptor().getFullName();
    private static final String ENDPOINT =
            PREFIX + ClusterLoadAssignment.getDescriptor().getFullName();

    private final ManagedChannel channel;
    private final StreamObserver<DeltaDiscoveryRequest> stream;
    private final Map<String, SortedMap<String, Any>> resources = new TreeMap<>();
    private final List<String> events = new ArrayList<>();
    /** Clusters that came and whose endpoints did not come since: not warm. */
    private final Set<String> cold = new HashSet<>();
    /** Answers that wait, by type. */
    private final Map<String, List<DeltaDiscoveryRequest>> held = new TreeMap<>();
    /** The types of which a test holds the answers. */
    private final Set<String> holding = new HashSet<>();

    private final @Nullable String refusal;

    private XdsClient(int port, @Nullable String refusal) {
        this.refusal = refusal;
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                // As Envoy: whatever comes.
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
        this.stream = AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(new Answers());
    }

    public static XdsClient connect(int port) {
        return connect(port, "");
    }

    /** As an Envoy whose node names this cluster, in its first request only. */
    public static XdsClient connect(int port, String cluster) {
        return new XdsClient(port, null).begin(cluster);
    }

    /** As an Envoy that refuses whatever it is sent, in these words. */
    public static XdsClient refusing(int port, String words) {
        return new XdsClient(port, words).begin("");
    }

    private XdsClient begin(String cluster) {
        send(DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId("test").setCluster(cluster))
                .setTypeUrl(CLUSTER)
                .build());
        send(DeltaDiscoveryRequest.newBuilder().setTypeUrl(LISTENER).build());
        return this;
    }

    /** From now on no cluster gets warm, as if its first health check hung. */
    public synchronized void holdClusters() {
        holding.add(CLUSTER);
    }

    public synchronized void releaseClusters() {
        release(CLUSTER);
    }

    /** From now on no routes are acknowledged, as if the Envoy were slow. */
    public synchronized void holdRoutes() {
        holding.add(ROUTE);
    }

    public synchronized void releaseRoutes() {
        release(ROUTE);
    }

    /** What came, such as {@code Cluster a.com} and {@code Cluster -a.com}, since the last call. */
    public synchronized List<String> takeEvents() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /** How many clusters there are whose endpoints are there as well. */
    public synchronized int warmClusters() {
        return of(CLUSTER).size() - cold.size();
    }

    public synchronized Set<String> clusters() {
        return Set.copyOf(of(CLUSTER).keySet());
    }

    public synchronized Set<String> listeners() {
        return Set.copyOf(of(LISTENER).keySet());
    }

    /** The hosts that a listener's routes lead to. */
    public synchronized Set<String> virtualHosts(String routeConfiguration) {
        Any packed = of(ROUTE).get(routeConfiguration);
        Set<String> names = new HashSet<>();
        if (packed != null) {
            unpack(packed, RouteConfiguration.class).getVirtualHostsList().forEach(host -> names.add(host.getName()));
        }
        return names;
    }

    /** The addresses of a cluster's endpoints. */
    public synchronized List<String> endpoints(String cluster) {
        Any packed = of(ENDPOINT).get(cluster);
        List<String> addresses = new ArrayList<>();
        if (packed != null) {
            unpack(packed, ClusterLoadAssignment.class).getEndpointsList().stream()
                    .flatMap(locality -> locality.getLbEndpointsList().stream())
                    .map(endpoint -> endpoint.getEndpoint().getAddress().getSocketAddress())
                    .forEach(address -> addresses.add(address.getAddress() + ":" + address.getPortValue()));
        }
        return addresses;
    }

    private SortedMap<String, Any> of(String type) {
        return resources.computeIfAbsent(type, each -> new TreeMap<>());
    }

    private static <T extends Message> T unpack(Any packed, Class<T> type) {
        try {
            return packed.unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized void received(DeltaDiscoveryResponse response) {
        String type = response.getTypeUrl();
        String shortType = type.substring(type.lastIndexOf('.') + 1);
        Set<String> names = new HashSet<>();
        for (Resource resource : response.getResourcesList()) {
            of(type).put(resource.getName(), resource.getResource());
            names.add(resource.getName());
        }
        names.stream().sorted().forEach(name -> events.add(shortType + " " + name));
        for (String removed : response.getRemovedResourcesList()) {
            of(type).remove(removed);
            events.add(shortType + " -" + removed);
        }
        if (type.equals(CLUSTER)) {
            cold.addAll(names);
            subscribe(ENDPOINT, names, response.getRemovedResourcesList());
        }
        if (type.equals(LISTENER)) {
            subscribe(ROUTE, names, response.getRemovedResourcesList());
        }
        if (type.equals(ENDPOINT)) {
            cold.removeAll(names);
        }
        acknowledge(response);
    }

    private void acknowledge(DeltaDiscoveryResponse response) {
        DeltaDiscoveryRequest.Builder answer = DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(response.getTypeUrl())
                .setResponseNonce(response.getNonce());
        if (refusal != null) {
            answer.setErrorDetail(Status.newBuilder().setCode(3).setMessage(refusal));
        }
        held.computeIfAbsent(response.getTypeUrl(), each -> new ArrayList<>()).add(answer.build());
        answerWhatMayBe();
    }

    private void release(String type) {
        holding.remove(type);
        answerWhatMayBe();
    }

    /** As long as a cluster is cold, Envoy acknowledges none. */
    private void answerWhatMayBe() {
        held.forEach((type, answers) -> {
            if (!holding.contains(type) && (!type.equals(CLUSTER) || cold.isEmpty())) {
                answers.forEach(this::send);
                answers.clear();
            }
        });
    }

    private void subscribe(String type, Set<String> names, List<String> removed) {
        if (!names.isEmpty() || !removed.isEmpty()) {
            send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(type)
                    .addAllResourceNamesSubscribe(names)
                    .addAllResourceNamesUnsubscribe(removed)
                    .build());
        }
    }

    private void send(DeltaDiscoveryRequest request) {
        stream.onNext(request);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private final class Answers implements StreamObserver<DeltaDiscoveryResponse> {
        @Override
        public void onNext(DeltaDiscoveryResponse response) {
            received(response);
        }

        @Override
        public void onError(Throwable closed) {
            // A test that needs the stream sees what it lacks.
            synchronized (XdsClient.this) {
                events.add("closed");
            }
        }

        @Override
        public void onCompleted() {
            onError(new IllegalStateException("completed"));
        }
    }
}
