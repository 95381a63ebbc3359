package dev.sluice.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.testing.Patience;
import dev.sluice.translate.Names;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.controlplane.cache.Resources.ApiVersion;
import io.envoyproxy.controlplane.server.DefaultExecutorGroup;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The library's own stream over the cache, without gRPC: a request comes while something is published, and waits. */
@Timeout(Patience.OF_A_TEST)
class FleetCacheTest {
    private static final Status NO =
            Status.newBuilder().setCode(3).setMessage("no").build();

    private final Snapshots snapshots = new Snapshots(new Translator("127.0.0.1", Transport.ADS));
    private final Arrivals arrivals = new Arrivals(envoy -> {});
    private final FleetCache cache = new FleetCache(Transport.ADS, arrivals);
    private final Envoy envoy = Envoy.of(Transport.ADS, Node.newBuilder().setId("one").build(), 1);
    private final Map<String, Host> hosts = new HashMap<>();
    private final Responses responses = new Responses();
    private final StreamObserver<DeltaDiscoveryRequest> requests = new V3DiscoveryServer(
                    List.of(new Acks(Transport.ADS, arrivals, said -> {})),
                    cache,
                    new DefaultExecutorGroup(),
                    this::packed)
            .getAggregatedDiscoveryServiceImpl()
            .deltaAggregatedResources(responses);

    private FleetSnapshot snapshot = FleetSnapshot.EMPTY;
    private Runnable whileSending = () -> {};

    private Any packed(Message resource, ApiVersion version) {
        Runnable once = whileSending;
        whileSending = () -> {};
        once.run();
        return new AsPacked().serialize(resource, version);
    }

    private static final class Responses implements StreamObserver<DeltaDiscoveryResponse> {
        private final List<DeltaDiscoveryResponse> all = new ArrayList<>();

        @Override
        public synchronized void onNext(DeltaDiscoveryResponse response) {
            all.add(response);
        }

        @Override
        public void onError(Throwable error) {
            throw new IllegalStateException(error);
        }

        @Override
        public void onCompleted() {}

        synchronized DeltaDiscoveryResponse last() {
            return all.get(all.size() - 1);
        }

        /** Such as {@code +a.com -b.com}, response by response. */
        synchronized List<String> sent() {
            return all.stream().map(Responses::line).toList();
        }

        private static String line(DeltaDiscoveryResponse response) {
            List<String> names = new ArrayList<>();
            response.getResourcesList().stream()
                    .map(Resource::getName)
                    .sorted()
                    .forEach(name -> names.add("+" + name));
            response.getRemovedResourcesList().stream().sorted().forEach(name -> names.add("-" + name));
            return String.join(" ", names);
        }
    }

    @BeforeEach
    void begin() {
        arrivals.admit(envoy, Set.of(), () -> {});
        put("a.com");
    }

    private void put(String host) {
        hosts.put(host, new Host(host, 80, 8080, List.of(), List.of()));
        publish();
    }

    private void publish() {
        snapshot = snapshots.next(snapshot, ByName.of(hosts.values(), Host::host));
        cache.publish(envoy, snapshot);
    }

    private void ask(String type, String... names) {
        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setNode(envoy.stamp())
                .setTypeUrl(type)
                .addAllResourceNamesSubscribe(List.of(names))
                .build());
    }

    private DeltaDiscoveryRequest.Builder answer(DeltaDiscoveryResponse response) {
        return DeltaDiscoveryRequest.newBuilder()
                .setNode(envoy.stamp())
                .setTypeUrl(response.getTypeUrl())
                .setResponseNonce(response.getNonce());
    }

    private void acceptLast() {
        requests.onNext(answer(responses.last()).build());
    }

    /** {@code request} comes when what {@code publish} sends is not sent yet. */
    private void beforeItIsSent(DeltaDiscoveryRequest request, Runnable publish) throws InterruptedException {
        Thread stream = new Thread(() -> requests.onNext(request), "stream");
        synchronized (cache) {
            waits(stream);
            publish.run();
        }
        stream.join();
    }

    /** {@code request} comes when the library is about to send what {@code publish} sends. */
    private void whileItIsSent(DeltaDiscoveryRequest request, Runnable publish) throws InterruptedException {
        Thread stream = new Thread(() -> requests.onNext(request), "stream");
        whileSending = () -> waits(stream);
        publish.run();
        stream.join();
    }

    private static void waits(Thread stream) {
        stream.start();
        Awaitility.await().until(() -> stream.getState() == Thread.State.BLOCKED);
    }

    @Test
    void whatIsPublishedWhileAnAnswerWaitsIsSentOnce() throws Exception {
        ask(Resources.V3.CLUSTER_TYPE_URL);
        beforeItIsSent(answer(responses.last()).build(), () -> put("b.com"));
        assertThat(responses.sent()).containsExactly("+a.com", "+b.com");
        acceptLast();
        put("c.com");
        assertThat(responses.sent()).containsExactly("+a.com", "+b.com", "+c.com");
    }

    @Test
    void whatIsSentWhileAnAnswerComesIsSentOnce() throws Exception {
        ask(Resources.V3.CLUSTER_TYPE_URL);
        whileItIsSent(answer(responses.last()).build(), () -> put("b.com"));
        assertThat(responses.sent()).containsExactly("+a.com", "+b.com");
        acceptLast();
        put("c.com");
        assertThat(responses.sent()).containsExactly("+a.com", "+b.com", "+c.com");
    }

    /** Before Envoy has answered what was being sent. */
    @Test
    void whatIsPublishedAfterThatGoesOutAtOnce() throws Exception {
        ask(Resources.V3.CLUSTER_TYPE_URL);
        whileItIsSent(answer(responses.last()).build(), () -> put("b.com"));
        put("c.com");
        assertThat(responses.sent()).containsExactly("+a.com", "+b.com", "+c.com");
    }

    @Test
    void endpointsThatAreSentWhileAnAnswerComesAreSentOnce() throws Exception {
        ask(Resources.V3.ENDPOINT_TYPE_URL, Names.cluster("a.com"), Names.cluster("b.com"), Names.cluster("c.com"));
        assertThat(responses.sent()).containsExactly("+a.com");
        whileItIsSent(answer(responses.last()).build(), () -> put("b.com"));
        put("c.com");
        acceptLast();
        assertThat(responses.sent()).containsExactly("+a.com", "+b.com", "+c.com");
    }

    /** What was refused is still lacked when the other response is taken. */
    @Test
    void whatIsRefusedWhileSomethingElseIsSentIsNotForgotten() throws Exception {
        ask(Resources.V3.CLUSTER_TYPE_URL);
        whileItIsSent(answer(responses.last()).setErrorDetail(NO).build(), () -> put("b.com"));
        assertThat(responses.sent()).containsExactly("+a.com", "+b.com");
        acceptLast();
        assertThat(responses.sent()).containsExactly("+a.com", "+b.com", "+a.com");
    }

    @Test
    void routesThatAreAskedForWhileOthersAreSentFollowWhenTheOthersAreTaken() throws Exception {
        hosts.put("z.com", new Host("z.com", 81, 8080, List.of(), List.of()));
        publish();
        ask(Resources.V3.ROUTE_TYPE_URL, Names.routeConfiguration(80));
        acceptLast();
        DeltaDiscoveryRequest other = DeltaDiscoveryRequest.newBuilder()
                .setNode(envoy.stamp())
                .setTypeUrl(Resources.V3.ROUTE_TYPE_URL)
                .addResourceNamesSubscribe(Names.routeConfiguration(81))
                .build();
        whileItIsSent(other, () -> put("b.com"));
        assertThat(responses.sent()).containsExactly("+http_80", "+http_80");
        acceptLast();
        assertThat(responses.sent()).containsExactly("+http_80", "+http_80", "+http_81");
    }
}
