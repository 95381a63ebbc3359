package dev.sluice.translate;

import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import dev.sluice.translate.features.Feature;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;

/** One virtual host for each host: all of its paths go to its pool {@link Pool#DEFAULT}. */
final class VirtualHosts {
    private VirtualHosts() {}

    static VirtualHost of(Host host, Feature features) {
        VirtualHost.Builder virtualHost = VirtualHost.newBuilder().setName(Names.virtualHost(host.host()));
        features.virtualHost(host, virtualHost);
        return virtualHost.addRoutes(route(host, features)).build();
    }

    private static Route route(Host host, Feature features) {
        Route.Builder route = Route.newBuilder()
                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                .setRoute(RouteAction.newBuilder().setCluster(Names.cluster(host.host())));
        features.route(host, route);
        return route.build();
    }
}
