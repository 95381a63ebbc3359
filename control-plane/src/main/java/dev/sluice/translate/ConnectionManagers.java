package dev.sluice.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.HeadersWithUnderscoresAction;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.CodecType;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ServerHeaderTransformation;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;

/**
 * How HTTP is spoken with clients. The limits follow "Configuring Envoy as an edge proxy" in Envoy's documentation; what
 * differs from there says why.
 */
final class ConnectionManagers {
    /**
     * Nobody is trusted for having a private address: its X-Envoy-* headers would change our timeouts and retries. With
     * no range at all Envoy takes the private ones, so this is one that no client comes from.
     */
    private static final InternalAddressConfig NOBODY = InternalAddressConfig.newBuilder()
            .addCidrRanges(
                    CidrRange.newBuilder().setAddressPrefix("255.255.255.255").setPrefixLen(UInt32Value.of(32)))
            .build();

    private ConnectionManagers() {}

    static HttpConnectionManager of(int incomingPort, Transport transport) {
        HttpConnectionManager.Builder manager = HttpConnectionManager.newBuilder()
                .setStatPrefix(Names.listener(incomingPort))
                .setCodecType(CodecType.AUTO)
                .setRds(Rds.newBuilder()
                        .setRouteConfigName(Names.routeConfiguration(incomingPort))
                        .setConfigSource(transport.configSource()))
                .addHttpFilters(Loops.filter())
                .addHttpFilters(router())
                .setLocalReplyConfig(Loops.answer())
                .addUpgradeConfigs(UpgradeConfig.newBuilder().setUpgradeType("websocket"));
        clientAddress(manager);
        headers(manager);
        paths(manager);
        limits(manager);
        return manager.build();
    }

    /** X-Forwarded-For gets the client's address appended; -Proto and -Port are ours to say. As behind an ALB. */
    private static void clientAddress(HttpConnectionManager.Builder manager) {
        manager.setUseRemoteAddress(BoolValue.of(true))
                .setAppendXForwardedPort(true)
                .setInternalAddressConfig(NOBODY);
    }

    private static void headers(HttpConnectionManager.Builder manager) {
        // The backend's Server header is the backend's; nobody needs to know that Envoy is in between.
        manager.setServerHeaderTransformation(ServerHeaderTransformation.PASS_THROUGH)
                // A UUID for each request costs some percent of throughput; who wants one sends one.
                .setGenerateRequestId(BoolValue.of(false))
                .setStripTrailingHostDot(true);
    }

    private static void paths(HttpConnectionManager.Builder manager) {
        manager.setNormalizePath(BoolValue.of(true))
                .setMergeSlashes(true)
                .setPathWithEscapedSlashesAction(PathWithEscapedSlashesAction.UNESCAPE_AND_REDIRECT);
    }

    private static void limits(HttpConnectionManager.Builder manager) {
        manager.setCommonHttpProtocolOptions(HttpProtocolOptions.newBuilder()
                        .setIdleTimeout(Durations.fromHours(1))
                        .setHeadersWithUnderscoresAction(HeadersWithUnderscoresAction.REJECT_REQUEST))
                // HTTP/1.0 clients exist (old probes, ab), and an ALB serves them; Envoy would answer 426.
                .setHttpProtocolOptions(Http1ProtocolOptions.newBuilder().setAcceptHttp10(true))
                .setHttp2ProtocolOptions(Http2ProtocolOptions.newBuilder()
                        .setMaxConcurrentStreams(UInt32Value.of(100))
                        .setInitialStreamWindowSize(UInt32Value.of(64 * 1024))
                        .setInitialConnectionWindowSize(UInt32Value.of(1024 * 1024)))
                .setStreamIdleTimeout(Durations.fromMinutes(5))
                // The edge guide also ends each request's body after 5 minutes, which would cut long uploads; slow
                // headers are what holds connections open at no cost to the sender.
                .setRequestHeadersTimeout(Durations.fromMinutes(1));
    }

    private static HttpFilter router() {
        // No X-Envoy-* on requests and answers: behind an ALB there are none either.
        Router router = Router.newBuilder().setSuppressEnvoyHeaders(true).build();
        return HttpFilter.newBuilder()
                .setName("envoy.filters.http.router")
                .setTypedConfig(Any.pack(router))
                .build();
    }
}
