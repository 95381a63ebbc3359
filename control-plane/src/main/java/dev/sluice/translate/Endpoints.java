package dev.sluice.translate;

import dev.sluice.model.Host;
import dev.sluice.model.Target;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint.HealthCheckConfig;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.util.OptionalInt;

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

    private static LbEndpoint endpoint(Host host, Target target) {
        Endpoint.Builder endpoint =
                Endpoint.newBuilder().setAddress(socketAddress(target.address(), host.portOf(target)));
        HealthCheckConfig check = healthCheckConfig(host, target);
        if (!check.equals(HealthCheckConfig.getDefaultInstance())) {
            endpoint.setHealthCheckConfig(check);
        }
        return LbEndpoint.newBuilder().setEndpoint(endpoint).build();
    }

    private static HealthCheckConfig healthCheckConfig(Host host, Target target) {
        HealthCheckConfig.Builder config = HealthCheckConfig.newBuilder();
        host.healthChecks().stream()
                .map(dev.sluice.model.HealthCheck::port)
                .flatMapToInt(OptionalInt::stream)
                .forEach(config::setPortValue);
        if (host.host().equals("*") && !host.healthChecks().isEmpty()) {
            config.setHostname(target.address().contains(":") ? "[" + target.address() + "]" : target.address());
        }
        return config.build();
    }

    static Address socketAddress(String address, int port) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(port))
                .build();
    }
}
