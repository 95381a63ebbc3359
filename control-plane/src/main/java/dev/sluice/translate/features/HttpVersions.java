package dev.sluice.translate.features;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.CodecType;

/**
 * Clients speak HTTP/1.0, HTTP/1.1 or HTTP/2, whichever they begin with. A client of HTTP/2 may have 100 requests under
 * way on a connection.
 */
final class HttpVersions implements Feature {
    @Override
    public void connectionManager(HttpConnectionManager.Builder manager) {
        manager.setCodecType(CodecType.AUTO)
                // HTTP/1.0 clients exist (old probes, ab), and an ALB serves them; Envoy would answer 426.
                .setHttpProtocolOptions(Http1ProtocolOptions.newBuilder().setAcceptHttp10(true))
                // From "Configuring Envoy as an edge proxy" in Envoy's documentation.
                .setHttp2ProtocolOptions(Http2ProtocolOptions.newBuilder()
                        .setMaxConcurrentStreams(UInt32Value.of(100))
                        .setInitialStreamWindowSize(UInt32Value.of(64 * 1024))
                        .setInitialConnectionWindowSize(UInt32Value.of(1024 * 1024)));
    }
}
