package dev.sluice.translate;

import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.translate.features.Feature;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;

/** The targets of a pool's cluster. A pool without targets has an empty assignment, for which Envoy answers 503. */
final class Endpoints {
    private Endpoints() {}

    static ClusterLoadAssignment of(Host host, Pool pool, Feature features) {
        ClusterLoadAssignment.Builder assignment =
                ClusterLoadAssignment.newBuilder().setClusterName(Names.cluster(host.host(), pool.name()));
        if (!pool.targets().isEmpty()) {
            LocalityLbEndpoints.Builder endpoints = LocalityLbEndpoints.newBuilder();
            for (Row target : pool.targets()) {
                endpoints.addLbEndpoints(endpoint(host, pool, target, features));
            }
            assignment.addEndpoints(endpoints);
        }
        return assignment.build();
    }

    private static LbEndpoint endpoint(Host host, Pool pool, Row target, Feature features) {
        LbEndpoint.Builder endpoint = LbEndpoint.newBuilder()
                .setEndpoint(Endpoint.newBuilder()
                        .setAddress(socketAddress(target.get(Targets.ADDRESS), host.portOf(target))));
        features.endpoint(host, pool, target, endpoint);
        return endpoint.build();
    }

    private static Address socketAddress(String address, int port) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(port))
                .build();
    }
}
