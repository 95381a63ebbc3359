package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.translate.Names;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two bootstraps share with the rest of Sluice; whether they are right by themselves, Envoy says. */
class BootstrapTest {
    private static final String OURS = "envoy/bootstrap.yaml";
    private static final String OF_THE_TALK = "docs/examples/talk/bootstrap.yaml";

    @ParameterizedTest
    @ValueSource(strings = {OURS, OF_THE_TALK})
    void theyFindTheDaemonAndAreFound(String file) {
        Object bootstrap = Checkout.yaml(file);
        Object cluster = Checkout.at(bootstrap, "static_resources", "clusters", 0);
        assertThat(Checkout.at(cluster, "name")).isEqualTo(Names.XDS_CLUSTER);
        Object endpoint = Checkout.at(cluster, "load_assignment", "endpoints", 0, "lb_endpoints", 0, "endpoint");
        assertThat(address(endpoint)).isEqualTo(Map.of("address", "127.0.0.1", "port_value", 18000));
        assertThat(address(Checkout.at(bootstrap, "admin")))
                .isEqualTo(Map.of("address", "127.0.0.1", "port_value", 9901));
    }

    private static Object address(Object holder) {
        return Checkout.at(holder, "address", "socket_address");
    }

    @Test
    void oursUsesOneIncrementalStreamAndComesBackQuickly() {
        Object ads = Checkout.at(Checkout.yaml(OURS), "dynamic_resources", "ads_config");
        assertThat(Checkout.at(ads, "api_type")).isEqualTo("DELTA_GRPC");
        assertThat(Checkout.at(ads, "set_node_on_first_message_only")).isEqualTo(true);
        Object grpc = Checkout.at(ads, "grpc_services", 0, "envoy_grpc");
        assertThat(Checkout.at(grpc, "retry_policy", "retry_back_off"))
                .isEqualTo(Map.of("base_interval", "0.1s", "max_interval", "1s"));
    }

    @Test
    void theTalksUsesAStreamForEachType() {
        for (String type : List.of("lds_config", "cds_config")) {
            Object source = Checkout.at(Checkout.yaml(OF_THE_TALK), "dynamic_resources", type, "api_config_source");
            assertThat(Checkout.at(source, "api_type")).isEqualTo("GRPC");
            assertThat(Checkout.at(source, "grpc_services", 0, "envoy_grpc", "cluster_name"))
                    .isEqualTo(Names.XDS_CLUSTER);
        }
    }

    /** The server's own limit is 30 s; a client that pings more often is sent away as an attacker. */
    @Test
    void envoyDoesNotPingMoreThanTheDaemonPermits() {
        Object options =
                Checkout.at(Checkout.yaml(OURS), "static_resources", "clusters", 0, "typed_extension_protocol_options");
        Object http = Checkout.at(options, "envoy.extensions.upstreams.http.v3.HttpProtocolOptions");
        Object interval =
                Checkout.at(http, "explicit_http_config", "http2_protocol_options", "connection_keepalive", "interval");
        assertThat(Integer.parseInt(interval.toString().replace("s", ""))).isGreaterThanOrEqualTo(30);
    }

    /** A pattern that lets clusters in would cost 37 KB for each host. */
    @Test
    void statisticsDoNotGrowWithTheTable() {
        List<?> kept = (List<?>)
                Checkout.at(Checkout.yaml(OURS), "stats_config", "stats_matcher", "inclusion_list", "patterns");
        assertThat(kept).allSatisfy(pattern -> assertThat(pattern.toString()).matches("\\{prefix=[a-z0-9_.]+\\.}"));
        List<String> prefixes = kept.stream()
                .map(pattern -> Checkout.at(pattern, "prefix").toString())
                .toList();
        assertThat(prefixes)
                .contains("cluster." + Names.XDS_CLUSTER + ".", "cluster_manager.", "listener_manager.", "http.")
                .doesNotContain("cluster.");
    }
}
