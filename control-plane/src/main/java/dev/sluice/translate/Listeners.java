package dev.sluice.translate;

import com.google.protobuf.Any;
import dev.sluice.model.Addresses;
import dev.sluice.translate.features.Feature;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;

/**
 * One listener for each incoming port. Nothing in it depends on the hosts behind the port: a changed listener drains,
 * which closes the connections of all of its clients.
 */
final class Listeners {
    private Listeners() {}

    static Listener of(int incomingPort, String listenAddress, Transport transport, Feature features) {
        Listener.Builder listener = Listener.newBuilder()
                .setName(Names.listener(incomingPort))
                .setAddress(address(listenAddress, incomingPort))
                .addFilterChains(FilterChain.newBuilder()
                        .addFilters(Filter.newBuilder()
                                .setName("envoy.filters.network.http_connection_manager")
                                .setTypedConfig(Any.pack(ConnectionManagers.of(incomingPort, transport, features)))));
        features.listener(listener);
        return listener.build();
    }

    private static Address address(String listenAddress, int port) {
        SocketAddress.Builder address =
                SocketAddress.newBuilder().setAddress(listenAddress).setPortValue(port);
        // On :: IPv4 clients come in as well, and are seen with their IPv4 address.
        boolean any = Addresses.parse(listenAddress)
                .map(parsed -> parsed.isAnyLocalAddress())
                .orElse(false);
        if (any && listenAddress.contains(":")) {
            address.setIpv4Compat(true);
        }
        return Address.newBuilder().setSocketAddress(address).build();
    }
}
