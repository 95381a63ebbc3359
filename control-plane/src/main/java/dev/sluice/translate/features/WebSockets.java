package dev.sluice.translate.features;

import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig;

/** A client may turn a connection into a WebSocket, which lasts until one side ends it or nothing was said for long. */
final class WebSockets implements Feature {
    @Override
    public void connectionManager(HttpConnectionManager.Builder manager) {
        manager.addUpgradeConfigs(UpgradeConfig.newBuilder().setUpgradeType("websocket"));
    }
}
