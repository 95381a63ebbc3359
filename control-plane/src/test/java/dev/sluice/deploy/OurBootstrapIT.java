package dev.sluice.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.EnvoyBootstrap;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An Envoy with our bootstrap and no control plane: what a VM is in its first second, and in its worst one. */
class OurBootstrapIT {
    private final int admin = FreePorts.next();
    private final String bootstrap = new EnvoyBootstrap(Checkout.text("envoy/bootstrap.yaml"))
            .withPorts(FreePorts.next(), admin)
            .yaml();

    @Test
    void itWaitsForTheDaemonAndMissesNoLimit() throws Exception {
        try (TestEnvoy envoy = TestEnvoy.start(bootstrap)) {
            awaitAdmin(envoy);
            assertThat(envoy.admin("/ready")).isEqualTo("PRE_INITIALIZING\n");
            assertThat(envoy.log())
                    .doesNotContain("There is no configured limit")
                    .doesNotContain(" critical ");
            assertThat(envoy.log().lines().filter(line -> line.contains(" warning ")))
                    .allMatch(line -> line.contains("gRPC config stream to xds_cluster closed"));
        }
    }

    @Test
    void itsAdminMayBeReadButNotEndIt() throws Exception {
        try (TestEnvoy envoy = TestEnvoy.start(bootstrap)) {
            awaitAdmin(envoy);
            assertThat(envoy.adminPost("/quitquitquit")).contains("not allowed");
            assertThat(envoy.adminPost("/runtime_modify?a=b")).contains("not allowed");
            assertThat(envoy.admin("/clusters?format=json")).contains("xds_cluster");
            assertThat(envoy.admin("/config_dump")).contains("dynamic_resources");
        }
    }

    @Test
    void itsStatisticsAreThoseOfTheWholeAndOfTheStream() {
        try (TestEnvoy envoy = TestEnvoy.start(bootstrap)) {
            awaitAdmin(envoy);
            assertThat(envoy.admin("/stats"))
                    .contains(
                            "cluster.xds_cluster.upstream_cx_rx_bytes_total: ",
                            "control_plane.connected_state: 0",
                            "cluster_manager.cds.update_rejected: 0",
                            "listener_manager.lds.update_rejected: 0",
                            "http.admin.downstream_rq_total: ",
                            "server.memory_allocated: ",
                            "overload.envoy.resource_monitors.");
        }
    }

    /** Started as the unit starts it, so with its levels of what is logged: the rest is for somebody to read. */
    @Test
    void aDaemonThatIsAwayIsToldOnceAndNotTwiceASecond(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("envoy.yaml"), bootstrap);
        Path log = folder.resolve("log");
        String start = UnitFile.of("envoy").one("ExecStart").replace("%%", "%");
        List<String> command = Pattern.compile("\"([^\"]*)\"|(\\S+)")
                .matcher(start.replace("/usr/lib/sluice/", Checkout.file("deploy/systemd") + "/")
                        .replace("/etc/envoy/envoy.yaml", config.toString()))
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("ENVOY", TestEnvoy.binary().toString());
        builder.environment().put("BOOT_FILES", folder.resolve("nothing").toString());
        Process envoy = builder.start();
        try {
            Awaitility.await()
                    .atMost(Patience.LIMIT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> TestHttp.get(admin, "localhost", "/stats?filter=upstream_cx_connect_fail")
                            .body()
                            .matches("(?s).*upstream_cx_connect_fail: ([5-9]|\\d\\d).*"));
        } finally {
            envoy.destroy();
            envoy.waitFor();
        }
        List<String> lines = Files.readAllLines(log);
        assertThat(lines)
                .filteredOn(line -> line.contains("envoy-start: no daemon on port "))
                .hasSize(1);
        assertThat(lines).noneMatch(line -> line.contains("xds_cluster closed"));
    }

    /** However an operator writes YAML: another fleet's files would be another fleet's traffic. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "node:\n  id: a\n  cluster: second\nadmin: {}\n",
                "node:\n  # cluster: first\n  cluster: 'second' # ours\n  id: a\n",
                "node:\n    cluster: \"second\"\n",
                "node: { id: a, cluster: second }\nstatic_resources: { cluster: first }\n",
                "admin:\n  cluster: first\nnode: {cluster: 'second', id: a}\n",
            })
    void envoyStartReadsTheFleetFromTheBootstrap(String yaml, @TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("envoy.yaml"), yaml + portOfNobody());
        Path damaged = Files.createDirectory(folder.resolve("fleet-second")).resolve("listeners.pb");
        Files.writeString(damaged, "x");
        ProcessBuilder start =
                new ProcessBuilder(Checkout.file("deploy/systemd/envoy-start").toString(), "-c", config.toString());
        start.environment().putAll(Map.of("ENVOY", "true", "BOOT_FILES", folder.toString(), "PATIENCE", "0"));
        Process ended = start.redirectErrorStream(true).start();
        assertThat(new String(ended.getInputStream().readAllBytes(), UTF_8))
                .contains(damaged + " is missing or damaged");
        assertThat(ended.waitFor()).isZero();
    }

    private static String portOfNobody() {
        return "#\n- name: xds_cluster\n  port_value: " + FreePorts.next() + "\n";
    }

    private static void awaitAdmin(TestEnvoy envoy) {
        Awaitility.await()
                .ignoreException(java.io.UncheckedIOException.class)
                .until(() -> envoy.admin("/server_info").contains("PRE_INITIALIZING"));
    }
}
