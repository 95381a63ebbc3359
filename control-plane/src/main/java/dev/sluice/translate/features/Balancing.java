package dev.sluice.translate.features;

import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.type.v3.Percent;

/** Targets get requests in turn: the healthy ones only, and all of them when none is healthy. */
final class Balancing implements Feature {
    /**
     * As an ALB: healthy targets only, and all of them when none is healthy. Envoy's default sends to dead targets as
     * soon as half are dead; 0 would answer 503 when all are. Envoy rounds to whole percents, so 1 is the least.
     */
    private static final CommonLbConfig LB_CONFIG = CommonLbConfig.newBuilder()
            .setHealthyPanicThreshold(Percent.newBuilder().setValue(1))
            .build();

    @Override
    public void cluster(Host host, Pool pool, Cluster.Builder cluster) {
        cluster.setLbPolicy(LbPolicy.ROUND_ROBIN).setCommonLbConfig(LB_CONFIG);
    }
}
