package dev.sluice.serve;

import com.google.rpc.Status;
import dev.sluice.model.Host;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.controlplane.server.DiscoveryServerCallbacks;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what Envoys say to what they were sent: streams opened and closed, content taken or refused. */
final class Acks implements DiscoveryServerCallbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Acks.class);

    private final Transport transport;
    private final Consumer<EnvoySaid> listener;
    /** By stream, the nonces of the responses that were sent and not answered yet, each with its type. */
    private final Map<Long, Map<String, String>> unanswered = new ConcurrentHashMap<>();
    /** By stream, the fleet of its Envoy; from its first request on. */
    private final Map<Long, String> fleets = new ConcurrentHashMap<>();
    /** By type, the last words of a refusal: what is tried again and refused again is no news. */
    private final Map<String, String> refusals = new ConcurrentHashMap<>();

    Acks(Transport transport, Consumer<EnvoySaid> listener) {
        this.transport = transport;
        this.listener = listener;
    }

    @Override
    public void onStreamOpen(long streamId, String typeUrl) {
        unanswered.put(streamId, new ConcurrentHashMap<>());
        listener.accept(new EnvoySaid.Hello(transport));
    }

    @Override
    public void onStreamClose(long streamId, String typeUrl) {
        LOG.info("envoy disconnected stream={} transport={}{}", streamId, transport, typeOf(typeUrl));
        unanswered.remove(streamId);
        fleets.remove(streamId);
        listener.accept(new EnvoySaid.Goodbye(transport));
    }

    @Override
    public void onStreamCloseWithError(long streamId, String typeUrl, Throwable error) {
        onStreamClose(streamId, typeUrl);
    }

    @Override
    public void onV3StreamRequest(long streamId, DiscoveryRequest request) {
        met(streamId, request.getTypeUrl(), request.getNode());
        heard(streamId, request.getTypeUrl(), request.getResponseNonce(), request.getErrorDetail());
    }

    @Override
    public void onV3StreamDeltaRequest(long streamId, DeltaDiscoveryRequest request) {
        met(streamId, request.getTypeUrl(), request.getNode());
        heard(streamId, request.getTypeUrl(), request.getResponseNonce(), request.getErrorDetail());
    }

    @Override
    public void onV3StreamResponse(long streamId, DiscoveryRequest request, DiscoveryResponse response) {
        sent(streamId, response.getTypeUrl(), response.getNonce());
    }

    @Override
    public void onV3StreamDeltaResponse(long streamId, DeltaDiscoveryRequest request, DeltaDiscoveryResponse response) {
        sent(streamId, response.getTypeUrl(), response.getNonce());
    }

    /** Whether every Envoy of {@code fleet} has answered all the clusters that it was sent: warm there, or refused. */
    boolean clustersTaken(String fleet) {
        return unanswered(fleet).noneMatch(types -> types.containsValue(Resources.V3.CLUSTER_TYPE_URL));
    }

    /** Whether every Envoy of {@code fleet} has answered everything that it was sent. */
    boolean allAnswered(String fleet) {
        return unanswered(fleet).allMatch(Map::isEmpty);
    }

    private Stream<Map<String, String>> unanswered(String fleet) {
        return unanswered.entrySet().stream()
                .filter(stream -> fleet.equals(fleets.get(stream.getKey())))
                .map(Map.Entry::getValue);
    }

    /** The first request says who asks. */
    private void met(long streamId, String typeUrl, Node node) {
        String fleet = Group.of(transport, node).fleet();
        if (fleets.putIfAbsent(streamId, fleet) == null) {
            LOG.info(
                    "envoy connected stream={} transport={}{} id=\"{}\" cluster=\"{}\" fleet=\"{}\"",
                    streamId,
                    transport,
                    transport == Transport.ADS ? "" : typeOf(typeUrl),
                    node.getId(),
                    node.getCluster(),
                    fleet);
        }
    }

    private void sent(long streamId, String typeUrl, String nonce) {
        unanswered(streamId).put(nonce, typeUrl);
    }

    private void heard(long streamId, String typeUrl, String nonce, Status error) {
        tell(streamId, typeUrl, nonce, error);
        // After it was told: whoever sees everything answered has heard all refusals.
        unanswered(streamId).remove(nonce);
    }

    private void tell(long streamId, String typeUrl, String nonce, Status error) {
        if (!error.getMessage().isEmpty()) {
            if (!error.getMessage().equals(refusals.put(typeUrl, error.getMessage()))) {
                LOG.warn("envoy refused{} message=\"{}\"", typeOf(typeUrl), error.getMessage());
            }
            listener.accept(new EnvoySaid.Refused(
                    fleets.getOrDefault(streamId, Host.DEFAULT_FLEET), shortType(typeUrl), error.getMessage()));
        } else if (!nonce.isEmpty()) {
            listener.accept(new EnvoySaid.Accepted(shortType(typeUrl)));
        }
    }

    /** Of a stream that is closed nothing is remembered: it will never answer. */
    private Map<String, String> unanswered(long streamId) {
        return unanswered.getOrDefault(streamId, new HashMap<>());
    }

    private static String typeOf(String typeUrl) {
        return typeUrl.isEmpty() ? "" : " type=" + shortType(typeUrl);
    }

    private static String shortType(String typeUrl) {
        return typeUrl.substring(typeUrl.lastIndexOf('.') + 1);
    }
}
