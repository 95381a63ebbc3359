package dev.sluice.translate.features;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ServerHeaderTransformation;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.List;

/**
 * Requests go to a target and answers to the client without a trace of Envoy: Server is the target's own, there are no
 * X-Envoy-* headers, and X-Request-Id is passed on but not made.
 */
final class Forwarding implements Feature {
    @Override
    public void connectionManager(HttpConnectionManager.Builder manager) {
        // The backend's Server header is the backend's; nobody needs to know that Envoy is in between.
        manager.setServerHeaderTransformation(ServerHeaderTransformation.PASS_THROUGH)
                // A UUID for each request costs some percent of throughput; who wants one sends one.
                .setGenerateRequestId(BoolValue.of(false));
    }

    /** The router is what would add the X-Envoy-* headers; behind an ALB there are none either. */
    @Override
    public List<HttpFilter> filters() {
        return List.of(HttpFilters.filter(
                HttpFilters.ROUTER,
                Router.newBuilder().setSuppressEnvoyHeaders(true).build()));
    }
}
