package dev.sluice.translate;

import dev.sluice.translate.features.Feature;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;

/** How HTTP is spoken with the clients of a port, which asks for its routes by their name. */
final class ConnectionManagers {
    private ConnectionManagers() {}

    static HttpConnectionManager of(int incomingPort, Transport transport, Feature features) {
        HttpConnectionManager.Builder manager = HttpConnectionManager.newBuilder()
                .setStatPrefix(Names.listener(incomingPort))
                .setRds(Rds.newBuilder()
                        .setRouteConfigName(Names.routeConfiguration(incomingPort))
                        .setConfigSource(transport.configSource()))
                .addAllHttpFilters(features.filters());
        features.connectionManager(manager);
        return manager.build();
    }
}
