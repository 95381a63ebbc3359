package dev.sluice.translate.features;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;

/**
 * A whole answer may take as long as it takes; a request on which neither side says anything ends after 5 minutes, an
 * idle connection of a client after an hour. A target has 5 seconds to accept a connection, a client one minute to send
 * a request's headers.
 */
final class Timeouts implements Feature {
    /** Envoy's own default is also 5 s; written out so that an upgrade of Envoy cannot change it silently. */
    private static final Duration CONNECT = Durations.fromSeconds(5);

    /** Envoy's default of 15 s for a whole answer cuts long downloads, streams and WebSockets. Idle ones still end. */
    private static final Duration NONE = Durations.ZERO;

    @Override
    public void connectionManager(HttpConnectionManager.Builder manager) {
        manager.getCommonHttpProtocolOptionsBuilder().setIdleTimeout(Durations.fromHours(1));
        manager.setStreamIdleTimeout(Durations.fromMinutes(5))
                // The edge guide also ends each request's body after 5 minutes, which would cut long uploads; slow
                // headers are what holds connections open at no cost to the sender.
                .setRequestHeadersTimeout(Durations.fromMinutes(1));
    }

    @Override
    public void route(Host host, Route.Builder route) {
        route.getRouteBuilder().setTimeout(NONE);
    }

    @Override
    public void cluster(Host host, Pool pool, Cluster.Builder cluster) {
        cluster.setConnectTimeout(CONNECT);
    }
}
