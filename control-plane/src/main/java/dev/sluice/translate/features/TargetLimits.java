package dev.sluice.translate.features;

import com.google.protobuf.UInt32Value;
import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;

/** A host's targets may have any number of connections and requests at once. */
final class TargetLimits implements Feature {
    /**
     * Envoy's default allows 1,024 connections and requests to a cluster and answers 503 above that: right between
     * services, wrong for the front door. The bootstrap's overload manager bounds connections as a whole.
     */
    private static final UInt32Value UNLIMITED = UInt32Value.of(0xffff_ffff);

    private static final CircuitBreakers CIRCUIT_BREAKERS = CircuitBreakers.newBuilder()
            .addThresholds(Thresholds.newBuilder()
                    .setMaxConnections(UNLIMITED)
                    .setMaxPendingRequests(UNLIMITED)
                    .setMaxRequests(UNLIMITED)
                    .setMaxRetries(UNLIMITED))
            .build();

    @Override
    public void cluster(Host host, Pool pool, Cluster.Builder cluster) {
        cluster.setCircuitBreakers(CIRCUIT_BREAKERS);
    }
}
