package dev.sluice.translate;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;

/** How an Envoy asks for what a listener or a cluster refers to: its routes and its endpoints. */
public enum Transport {
    /** One aggregated stream for everything, as in our bootstrap: order is kept and one connection does. */
    ADS,
    /** A stream of its own for each thing asked for, for bootstraps with separate LDS and CDS streams and no ADS. */
    SEPARATE_STREAMS;

    /** Routes and endpoints always come along with their listener or cluster; a lost one must not hold Envoy for 15 s. */
    private static final Duration INITIAL_FETCH_TIMEOUT = Durations.fromSeconds(2);

    ConfigSource configSource() {
        ConfigSource.Builder source = ConfigSource.newBuilder()
                .setResourceApiVersion(ApiVersion.V3)
                .setInitialFetchTimeout(INITIAL_FETCH_TIMEOUT);
        return this == ADS
                ? source.setAds(AggregatedConfigSource.getDefaultInstance()).build()
                : source.setApiConfigSource(grpc()).build();
    }

    private static ApiConfigSource grpc() {
        return ApiConfigSource.newBuilder()
                .setApiType(ApiConfigSource.ApiType.GRPC)
                .setTransportApiVersion(ApiVersion.V3)
                .setSetNodeOnFirstMessageOnly(true)
                .addGrpcServices(GrpcService.newBuilder()
                        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName(Names.XDS_CLUSTER)))
                .build();
    }
}
