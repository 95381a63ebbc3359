package dev.sluice.translate;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import dev.sluice.model.Host;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;

/** One virtual host for each host: all of its paths go to its cluster. */
final class VirtualHosts {
    /** Envoy's default of 15 s for a whole answer cuts long downloads, streams and WebSockets. Idle ones still end. */
    private static final Duration NO_TIMEOUT = Durations.ZERO;

    /** Only what certainly did not reach a target, so a request is never done twice; then another target is tried. */
    private static final RetryPolicy RETRY_POLICY = RetryPolicy.newBuilder()
            .setRetryOn("connect-failure,refused-stream")
            .setNumRetries(UInt32Value.of(2))
            .build();

    private VirtualHosts() {}

    static VirtualHost of(Host host) {
        return VirtualHost.newBuilder()
                .setName(Names.virtualHost(host.host()))
                .addDomains(host.host())
                .setRetryPolicy(RETRY_POLICY)
                .addRoutes(Route.newBuilder()
                        .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                        .setRoute(RouteAction.newBuilder()
                                .setCluster(Names.cluster(host.host()))
                                .setTimeout(NO_TIMEOUT)))
                .build();
    }
}
