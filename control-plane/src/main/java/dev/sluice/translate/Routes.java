package dev.sluice.translate;

import dev.sluice.translate.features.Feature;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.List;

/** One route configuration for each incoming port: the virtual hosts that share it. */
final class Routes {
    private Routes() {}

    static RouteConfiguration of(int incomingPort, List<VirtualHost> virtualHosts, Feature features) {
        RouteConfiguration.Builder routes = RouteConfiguration.newBuilder()
                .setName(Names.routeConfiguration(incomingPort))
                .addAllVirtualHosts(virtualHosts);
        features.routes(routes);
        return routes.build();
    }
}
