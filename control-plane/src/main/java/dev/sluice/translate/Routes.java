package dev.sluice.translate;

import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.List;

/** One route configuration for each incoming port: the virtual hosts that share it. */
final class Routes {
    private Routes() {}

    static RouteConfiguration of(int incomingPort, List<VirtualHost> virtualHosts) {
        return RouteConfiguration.newBuilder()
                .setName(Names.routeConfiguration(incomingPort))
                .addAllVirtualHosts(virtualHosts)
                // Host: a.com:8080 means a.com; Envoy would compare it with the port.
                .setIgnorePortInHostMatching(true)
                // The client's address once more; X-Forwarded-For ends with it, and that is the name an ALB's users
                // know.
                .addRequestHeadersToRemove("x-envoy-external-address")
                .addRequestHeadersToAdd(Loops.mark())
                .build();
    }
}
