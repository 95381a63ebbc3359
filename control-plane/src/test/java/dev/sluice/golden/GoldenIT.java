package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.sluice.testing.EnvoyJudge;
import dev.sluice.translate.Names;
import dev.sluice.translate.StaticBootstrap;
import dev.sluice.translate.XdsResources;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.DynamicResources;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.StaticResources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Envoy takes what each golden case becomes, without a warning. */
class GoldenIT {
    static Stream<GoldenCase> cases() {
        return GoldenCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void envoyTakesItWithRoutesAndEndpointsInside(GoldenCase golden) throws Exception {
        assertThat(EnvoyJudge.verdict(StaticBootstrap.of(golden.resources()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void envoyTakesListenersAndClustersAsTheyAreSent(GoldenCase golden) throws Exception {
        assertThat(EnvoyJudge.verdict(asSent(golden.resources()))).isEmpty();
    }

    @Test
    void itWouldRefuseARouteConfigurationWithADomainTwice() throws Exception {
        XdsResources good = plainHost();
        RouteConfiguration routes = good.routes().get(0);
        XdsResources twice = new XdsResources(
                good.listeners(),
                List.of(routes.toBuilder()
                        .addVirtualHosts(routes.getVirtualHosts(0).toBuilder().setName("other"))
                        .build()),
                good.clusters(),
                good.endpoints());
        assertThat(EnvoyJudge.verdict(StaticBootstrap.of(twice)))
                .contains("Only unique values for domains are permitted");
    }

    @Test
    void itWouldRefuseAnAddressThatIsNone() throws Exception {
        XdsResources good = plainHost();
        ClusterLoadAssignment.Builder endpoints = good.endpoints().get(0).toBuilder();
        endpoints
                .getEndpointsBuilder(0)
                .getLbEndpointsBuilder(0)
                .getEndpointBuilder()
                .getAddressBuilder()
                .getSocketAddressBuilder()
                .setAddress("backend");
        XdsResources named =
                new XdsResources(good.listeners(), good.routes(), good.clusters(), List.of(endpoints.build()));
        assertThat(EnvoyJudge.verdict(StaticBootstrap.of(named))).contains("malformed IP address: backend");
    }

    @Test
    void itWouldRefuseAClusterThatIsSentWithoutASourceOfItsEndpoints() throws Exception {
        XdsResources good = plainHost();
        Cluster lost =
                good.clusters().get(0).toBuilder().clearEdsClusterConfig().build();
        XdsResources broken = new XdsResources(good.listeners(), good.routes(), List.of(lost), good.endpoints());
        assertThat(EnvoyJudge.verdict(asSent(broken))).contains("cannot create an EDS cluster without an EDS config");
    }

    @Test
    void itWouldSayAWarning() throws Exception {
        XdsResources good = plainHost();
        Cluster deprecated = good.clusters().get(0).toBuilder()
                .setField(
                        Cluster.getDescriptor().findFieldByNumber(Cluster.DNS_REFRESH_RATE_FIELD_NUMBER),
                        Durations.fromSeconds(7))
                .build();
        XdsResources warned = new XdsResources(good.listeners(), good.routes(), List.of(deprecated), good.endpoints());
        assertThat(EnvoyJudge.verdict(asSent(warned))).contains("deprecated");
    }

    private static XdsResources plainHost() throws Exception {
        return new GoldenCase(Path.of(GoldenCase.GOLDEN.toString(), "plain-host")).resources();
    }

    /** Listeners and clusters unchanged; what they ask a control plane for stays unanswered, which validation allows. */
    static Bootstrap asSent(XdsResources resources) {
        ApiConfigSource ads = ApiConfigSource.newBuilder()
                .setApiType(ApiConfigSource.ApiType.DELTA_GRPC)
                .setTransportApiVersion(ApiVersion.V3)
                .addGrpcServices(GrpcService.newBuilder()
                        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName(Names.XDS_CLUSTER)))
                .build();
        Cluster controlPlane = Cluster.newBuilder()
                .setName(Names.XDS_CLUSTER)
                .setType(Cluster.DiscoveryType.STATIC)
                .setConnectTimeout(Durations.fromSeconds(1))
                .setLoadAssignment(ClusterLoadAssignment.newBuilder().setClusterName(Names.XDS_CLUSTER))
                .build();
        return Bootstrap.newBuilder()
                .setNode(Node.newBuilder().setId("test").setCluster("test"))
                .setDynamicResources(DynamicResources.newBuilder().setAdsConfig(ads))
                .setStaticResources(StaticResources.newBuilder()
                        .addClusters(controlPlane)
                        .addAllListeners(resources.listeners())
                        .addAllClusters(resources.clusters()))
                .build();
    }
}
