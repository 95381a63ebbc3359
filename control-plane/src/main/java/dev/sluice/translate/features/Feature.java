package dev.sluice.translate.features;

import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import dev.sluice.rows.Row;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.List;

/**
 * One thing that a user can name, and all that it is in Envoy's configuration. Each hook adds the feature's part to a
 * resource that the skeleton begins; a feature has the hooks that it needs.
 *
 * <p>The hooks that are given no host are a port's. What they make may not depend on the hosts behind the port: a
 * changed listener closes the connections of all of its clients.
 */
public interface Feature {
    /** The listener of a port. */
    default void listener(Listener.Builder listener) {}

    /** How HTTP is spoken with the clients of a port. */
    default void connectionManager(HttpConnectionManager.Builder manager) {}

    /** The HTTP filters of a port. {@link HttpFilters} names each of them, and so its place. */
    default List<HttpFilter> filters() {
        return List.of();
    }

    /** What all virtual hosts of a port have in common. */
    default void routes(RouteConfiguration.Builder routes) {}

    /** What all routes of {@code host} have in common. */
    default void virtualHost(Host host, VirtualHost.Builder virtualHost) {}

    /** One route of {@code host} that leads to a pool. */
    default void route(Host host, Route.Builder route) {}

    /** The cluster of one of {@code host}'s pools. */
    default void cluster(Host host, Pool pool, Cluster.Builder cluster) {}

    /** One target of one of {@code host}'s pools. */
    default void endpoint(Host host, Pool pool, Row target, LbEndpoint.Builder endpoint) {}
}
