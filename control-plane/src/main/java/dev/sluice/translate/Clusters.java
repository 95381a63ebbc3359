package dev.sluice.translate;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import dev.sluice.model.Host;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.EdsClusterConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.type.v3.Percent;

/** One EDS cluster for each host. */
final class Clusters {
    /** Envoy's own default is also 5 s; written out so that an upgrade of Envoy cannot change it silently. */
    private static final Duration CONNECT_TIMEOUT = Durations.fromSeconds(5);

    /** Envoy's best practices for an edge: its default of 1 MiB for each connection lets few clients take all memory. */
    static final UInt32Value BUFFER_LIMIT = UInt32Value.of(32 * 1024);

    /**
     * As an ALB: healthy targets only, and all of them when none is healthy. Envoy's default sends to dead targets as
     * soon as half are dead; 0 would answer 503 when all are. Envoy rounds to whole percents, so 1 is the least.
     */
    private static final CommonLbConfig LB_CONFIG = CommonLbConfig.newBuilder()
            .setHealthyPanicThreshold(Percent.newBuilder().setValue(1))
            .build();

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

    private Clusters() {}

    static Cluster of(Host host, Transport transport) {
        return Cluster.newBuilder()
                .setName(Names.cluster(host.host()))
                .setType(DiscoveryType.EDS)
                .setEdsClusterConfig(EdsClusterConfig.newBuilder().setEdsConfig(transport.configSource()))
                .setConnectTimeout(CONNECT_TIMEOUT)
                .setLbPolicy(LbPolicy.ROUND_ROBIN)
                .setCommonLbConfig(LB_CONFIG)
                .setCircuitBreakers(CIRCUIT_BREAKERS)
                .setPerConnectionBufferLimitBytes(BUFFER_LIMIT)
                .addAllHealthChecks(HealthChecks.of(host))
                // Otherwise a deleted target goes on getting requests for as long as its health check passes.
                .setIgnoreHealthOnHostRemoval(true)
                .build();
    }
}
