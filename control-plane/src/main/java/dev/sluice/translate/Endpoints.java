package dev.sluice.translate;

import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint.HealthCheckConfig;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;

/** The targets of a host's cluster. A host without targets has an empty assignment, for which Envoy answers 503. */
final class Endpoints {
    private Endpoints() {}

    static ClusterLoadAssignment of(Host host) {
        ClusterLoadAssignment.Builder assignment =
                ClusterLoadAssignment.newBuilder().setClusterName(Names.cluster(host.host()));
        if (!host.targets().isEmpty()) {
            LocalityLbEndpoints.Builder endpoints = LocalityLbEndpoints.newBuilder();
            host.targets().forEach(target -> endpoints.addLbEndpoints(endpoint(host, target)));
            assignment.addEndpoints(endpoints);
        }
        return assignment.build();
    }

    private static LbEndpoint endpoint(Host host, Row target) {
        Endpoint.Builder endpoint =
                Endpoint.newBuilder().setAddress(socketAddress(target.get(Targets.ADDRESS), host.portOf(target)));
        HealthCheckConfig check = healthCheckConfig(host, target);
        if (!check.equals(HealthCheckConfig.getDefaultInstance())) {
            endpoint.setHealthCheckConfig(check);
        }
        return LbEndpoint.newBuilder().setEndpoint(endpoint).build();
    }

    private static HealthCheckConfig healthCheckConfig(Host host, Row target) {
        HealthCheckConfig.Builder config = HealthCheckConfig.newBuilder();
        host.healthChecks()
                .forEach(check -> check.get(dev.sluice.model.HealthChecks.PORT).ifPresent(config::setPortValue));
        if (host.host().equals("*") && !host.healthChecks().isEmpty()) {
            String address = target.get(Targets.ADDRESS);
            config.setHostname(address.contains(":") ? "[" + address + "]" : address);
        }
        return config.build();
    }

    static Address socketAddress(String address, int port) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(port))
                .build();
    }
}
