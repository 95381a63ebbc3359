package dev.sluice.translate;

import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import dev.sluice.translate.features.Feature;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.EdsClusterConfig;

/** One EDS cluster for each pool. */
final class Clusters {
    private Clusters() {}

    static Cluster of(Host host, Pool pool, Transport transport, Feature features) {
        Cluster.Builder cluster = Cluster.newBuilder()
                .setName(Names.cluster(host.host(), pool.name()))
                .setType(DiscoveryType.EDS)
                .setEdsClusterConfig(EdsClusterConfig.newBuilder().setEdsConfig(transport.configSource()));
        features.cluster(host, pool, cluster);
        return cluster.build();
    }
}
