package dev.sluice.translate;

import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import dev.sluice.translate.features.Feature;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.List;

/**
 * What one host becomes. It depends on that host's rows only.
 *
 * @param pools what each of its pools becomes
 */
public record HostResources(int incomingPort, List<PoolResources> pools, VirtualHost virtualHost) {
    public HostResources {
        pools = List.copyOf(pools);
    }

    /** A cluster and its targets. */
    public record PoolResources(Cluster cluster, ClusterLoadAssignment endpoints) {}

    static HostResources of(Host host, Transport transport, Feature features) {
        List<PoolResources> pools = new ArrayList<>();
        for (Pool pool : Pool.of(host)) {
            pools.add(new PoolResources(
                    Clusters.of(host, pool, transport, features), Endpoints.of(host, pool, features)));
        }
        return new HostResources(host.incomingPort(), pools, VirtualHosts.of(host, features));
    }
}
