package dev.sluice.serve;

import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.server.DiscoveryServerCallbacks;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what Envoys say to what they were sent: streams opened and closed, content taken or refused. */
final class Acks implements DiscoveryServerCallbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Acks.class);

    private final Transport transport;
    private final Consumer<EnvoySaid> listener;

    Acks(Transport transport, Consumer<EnvoySaid> listener) {
        this.transport = transport;
        this.listener = listener;
    }

    @Override
    public void onStreamOpen(long streamId, String typeUrl) {
        LOG.info("envoy connected stream={} transport={}{}", streamId, transport, typeOf(typeUrl));
        listener.accept(new EnvoySaid.Hello(transport));
    }

    @Override
    public void onStreamClose(long streamId, String typeUrl) {
        LOG.info("envoy disconnected stream={} transport={}{}", streamId, transport, typeOf(typeUrl));
        listener.accept(new EnvoySaid.Goodbye(transport));
    }

    @Override
    public void onStreamCloseWithError(long streamId, String typeUrl, Throwable error) {
        onStreamClose(streamId, typeUrl);
    }

    @Override
    public void onV3StreamRequest(long streamId, DiscoveryRequest request) {
        heard(
                request.getTypeUrl(),
                request.getResponseNonce(),
                request.getErrorDetail().getMessage());
    }

    @Override
    public void onV3StreamDeltaRequest(long streamId, DeltaDiscoveryRequest request) {
        heard(
                request.getTypeUrl(),
                request.getResponseNonce(),
                request.getErrorDetail().getMessage());
    }

    private void heard(String typeUrl, String nonce, String error) {
        if (!error.isEmpty()) {
            LOG.warn("envoy refused{} message=\"{}\"", typeOf(typeUrl), error);
            listener.accept(new EnvoySaid.Refused(shortType(typeUrl), error));
        } else if (!nonce.isEmpty()) {
            listener.accept(new EnvoySaid.Accepted(shortType(typeUrl)));
        }
    }

    private static String typeOf(String typeUrl) {
        return typeUrl.isEmpty() ? "" : " type=" + shortType(typeUrl);
    }

    private static String shortType(String typeUrl) {
        return typeUrl.substring(typeUrl.lastIndexOf('.') + 1);
    }
}
