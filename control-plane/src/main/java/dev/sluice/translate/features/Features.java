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
import java.util.stream.Stream;

/** Several features as one: each hook is called for each of them, in their order. */
public final class Features implements Feature {
    /** All features, from the client to the target. */
    public static final List<Feature> LIST = List.of(
            new HttpVersions(),
            new BufferLimits(),
            new ClientAddresses(),
            new Domains(),
            new Paths(),
            new Underscores(),
            new Loops(),
            new Forwarding(),
            new WebSockets(),
            new Timeouts(),
            new Retries(),
            new Balancing(),
            new TargetLimits(),
            new HealthChecks());

    /** {@link #LIST} as one. */
    public static final Features ALL = new Features(LIST);

    /** An array, because some of the hooks are called for each target of each host. */
    private final Feature[] features;

    public Features(List<Feature> features) {
        this.features = features.toArray(Feature[]::new);
    }

    @Override
    public void listener(Listener.Builder listener) {
        for (Feature feature : features) {
            feature.listener(listener);
        }
    }

    @Override
    public void connectionManager(HttpConnectionManager.Builder manager) {
        for (Feature feature : features) {
            feature.connectionManager(manager);
        }
    }

    /** In the order of {@link HttpFilters}. */
    @Override
    public List<HttpFilter> filters() {
        return HttpFilters.inOrder(Stream.of(features).flatMap(feature -> feature.filters().stream()));
    }

    @Override
    public void routes(RouteConfiguration.Builder routes) {
        for (Feature feature : features) {
            feature.routes(routes);
        }
    }

    @Override
    public void virtualHost(Host host, VirtualHost.Builder virtualHost) {
        for (Feature feature : features) {
            feature.virtualHost(host, virtualHost);
        }
    }

    @Override
    public void route(Host host, Route.Builder route) {
        for (Feature feature : features) {
            feature.route(host, route);
        }
    }

    @Override
    public void cluster(Host host, Pool pool, Cluster.Builder cluster) {
        for (Feature feature : features) {
            feature.cluster(host, pool, cluster);
        }
    }

    @Override
    public void endpoint(Host host, Pool pool, Row target, LbEndpoint.Builder endpoint) {
        for (Feature feature : features) {
            feature.endpoint(host, pool, target, endpoint);
        }
    }
}
