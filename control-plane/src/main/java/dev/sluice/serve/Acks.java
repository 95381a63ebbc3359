package dev.sluice.serve;

import com.google.rpc.Status;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.server.DiscoveryServerCallbacks;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what Envoys say to what they were sent, and notes it in their {@link Conversation}. */
final class Acks implements DiscoveryServerCallbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Acks.class);

    /** Envoy prints whole messages before it says what is wrong with them. */
    private static final int LONGEST = 1000;

    private final Transport transport;
    private final Arrivals arrivals;
    private final Consumer<EnvoySaid> listener;
    /** By stream; from its first request on. */
    private final Map<Long, Speaker> speakers = new ConcurrentHashMap<>();

    Acks(Transport transport, Arrivals arrivals, Consumer<EnvoySaid> listener) {
        this.transport = transport;
        this.arrivals = arrivals;
        this.listener = listener;
    }

    /**
     * Who speaks on a stream.
     *
     * @param refusals by type, the last words of a refusal: what is tried again and refused again is no news
     */
    private record Speaker(Envoy envoy, Conversation conversation, String stream, Map<String, String> refusals) {
        String id(String nonce) {
            return stream + nonce;
        }
    }

    @Override
    public void onStreamOpen(long streamId, String typeUrl) {
        listener.accept(new EnvoySaid.Hello(transport));
    }

    @Override
    public void onStreamClose(long streamId, String typeUrl) {
        LOG.info("envoy disconnected stream={} transport={}{}", streamId, transport, typeOf(typeUrl));
        Speaker speaker = speakers.remove(streamId);
        if (speaker != null) {
            speaker.conversation().streamEnded(speaker.stream());
        }
        listener.accept(new EnvoySaid.Goodbye(transport));
    }

    @Override
    public void onStreamCloseWithError(long streamId, String typeUrl, Throwable error) {
        onStreamClose(streamId, typeUrl);
    }

    @Override
    public void onV3StreamRequest(long streamId, DiscoveryRequest request) {
        Speaker speaker = met(streamId, request.getTypeUrl(), request.getNode());
        heard(speaker, request.getTypeUrl(), request.getResponseNonce(), request.getErrorDetail());
    }

    @Override
    public void onV3StreamDeltaRequest(long streamId, DeltaDiscoveryRequest request) {
        Speaker speaker = met(streamId, request.getTypeUrl(), request.getNode());
        heard(speaker, request.getTypeUrl(), request.getResponseNonce(), request.getErrorDetail());
    }

    @Override
    public void onV3StreamResponse(long streamId, DiscoveryRequest request, DiscoveryResponse response) {
        sent(streamId, response.getTypeUrl(), response.getNonce(), Stream.empty());
    }

    @Override
    public void onV3StreamDeltaResponse(long streamId, DeltaDiscoveryRequest request, DeltaDiscoveryResponse response) {
        Stream<String> names = response.getResourcesList().stream().map(Resource::getName);
        sent(streamId, response.getTypeUrl(), response.getNonce(), names);
    }

    private void sent(long streamId, String typeUrl, String nonce, Stream<String> names) {
        Speaker speaker = speakers.get(streamId);
        if (speaker != null) {
            speaker.conversation().sent(speaker.id(nonce), typeUrl, names);
        }
    }

    /** The first request says who asks. */
    private Speaker met(long streamId, String typeUrl, Node stamp) {
        return speakers.computeIfAbsent(streamId, id -> {
            Envoy envoy = Envoy.stamped(transport, stamp);
            LOG.info(
                    "envoy connected stream={} transport={}{} id=\"{}\" fleet=\"{}\"",
                    streamId,
                    transport,
                    transport == Transport.ADS ? "" : typeOf(typeUrl),
                    envoy.node(),
                    envoy.fleet());
            Conversation conversation = arrivals.with(envoy);
            return new Speaker(
                    envoy,
                    // One that has left already says nothing that matters.
                    conversation == null ? new Conversation(transport) : conversation,
                    // Nonces are counted by stream, and over ADS an Envoy has one.
                    transport == Transport.ADS ? "" : streamId + "/",
                    new ConcurrentHashMap<>());
        });
    }

    private void heard(Speaker speaker, String typeUrl, String nonce, Status error) {
        speaker.conversation().asked(typeUrl);
        if (nonce.isEmpty()) {
            return;
        }
        String type = shortType(typeUrl);
        if (error.getCode() == 0 && error.getMessage().isEmpty()) {
            if (speaker.conversation().accepted(speaker.id(nonce), speaker.stream())) {
                speaker.refusals().remove(type);
                listener.accept(new EnvoySaid.Accepted(speaker.envoy(), type));
            }
        } else {
            refused(speaker, type, nonce, error.getMessage());
        }
    }

    private void refused(Speaker speaker, String type, String nonce, String message) {
        var refusal = new Conversation.Refusal(type, message);
        if (!speaker.conversation().refused(speaker.id(nonce), speaker.stream(), refusal)) {
            return;
        }
        if (!message.equals(speaker.refusals().put(type, message))) {
            LOG.warn(
                    "envoy refused type={} id=\"{}\" message=\"{}\"",
                    type,
                    speaker.envoy().node(),
                    message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...");
        }
        listener.accept(new EnvoySaid.Refused(speaker.envoy(), type, message));
    }

    private static String typeOf(String typeUrl) {
        return typeUrl.isEmpty() ? "" : " type=" + shortType(typeUrl);
    }

    private static String shortType(String typeUrl) {
        return typeUrl.substring(typeUrl.lastIndexOf('.') + 1);
    }
}
