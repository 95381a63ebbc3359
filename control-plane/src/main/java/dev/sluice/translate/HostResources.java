package dev.sluice.translate;

import dev.sluice.model.Host;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;

/** What one host becomes. It depends on that host's rows only. */
public record HostResources(
        int incomingPort, Cluster cluster, ClusterLoadAssignment endpoints, VirtualHost virtualHost) {
    static HostResources of(Host host, Transport transport) {
        return new HostResources(
                host.incomingPort(), Clusters.of(host, transport), Endpoints.of(host), VirtualHosts.of(host));
    }
}
