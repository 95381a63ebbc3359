package dev.sluice.translate.features;

import dev.sluice.model.Host;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;

/**
 * A host gets the requests for its domain, whatever port, capitals or final dot the client puts into the Host header. An
 * exact domain goes before {@code *.example.com}, a longer wildcard before a shorter one, and {@code *} gets the rest.
 */
final class Domains implements Feature {
    @Override
    public void connectionManager(HttpConnectionManager.Builder manager) {
        manager.setStripTrailingHostDot(true);
    }

    @Override
    public void routes(RouteConfiguration.Builder routes) {
        // Host: a.com:8080 means a.com; Envoy would compare it with the port.
        routes.setIgnorePortInHostMatching(true);
    }

    @Override
    public void virtualHost(Host host, VirtualHost.Builder virtualHost) {
        virtualHost.addDomains(host.host());
    }
}
