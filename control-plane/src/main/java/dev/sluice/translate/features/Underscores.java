package dev.sluice.translate.features;

import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.HeadersWithUnderscoresAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;

/**
 * A request with an underscore in the name of a header is answered 400: many backends take {@code X_Real_Ip} for
 * {@code X-Real-Ip}, and so a client could say what only the load balancer may.
 */
final class Underscores implements Feature {
    @Override
    public void connectionManager(HttpConnectionManager.Builder manager) {
        manager.getCommonHttpProtocolOptionsBuilder()
                .setHeadersWithUnderscoresAction(HeadersWithUnderscoresAction.REJECT_REQUEST);
    }
}
