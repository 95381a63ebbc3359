package dev.sluice.translate.features;

import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig;

/**
 * Targets learn who the client is, as behind an ALB: X-Forwarded-For gets the address of the client's connection
 * appended, X-Forwarded-Proto and X-Forwarded-Port are set.
 */
final class ClientAddresses implements Feature {
    /**
     * Nobody is trusted for having a private address: its X-Envoy-* headers would change our timeouts and retries. With
     * no range at all Envoy takes the private ones, so this is one that no client comes from.
     */
    private static final InternalAddressConfig NOBODY = InternalAddressConfig.newBuilder()
            .addCidrRanges(
                    CidrRange.newBuilder().setAddressPrefix("255.255.255.255").setPrefixLen(UInt32Value.of(32)))
            .build();

    @Override
    public void connectionManager(HttpConnectionManager.Builder manager) {
        manager.setUseRemoteAddress(BoolValue.of(true))
                .setAppendXForwardedPort(true)
                .setInternalAddressConfig(NOBODY);
    }

    @Override
    public void routes(RouteConfiguration.Builder routes) {
        // The client's address once more; X-Forwarded-For ends with it, and that is the name an ALB's users know.
        routes.addRequestHeadersToRemove("x-envoy-external-address");
    }
}
