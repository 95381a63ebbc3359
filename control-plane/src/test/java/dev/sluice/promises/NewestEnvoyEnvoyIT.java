package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.NewEnvoy;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.Traffic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Rows become traffic through the newest Envoy that can be had; all other tests run the pinned one. */
class NewestEnvoyEnvoyIT {
    @AutoClose
    private final RunningSluice sluice = RunningSluice.start();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    @Test
    void rowsComeChangeAndGoAndNoConnectionIsCut() throws Exception {
        Path newest = NewEnvoy.binary();
        sluice.withEnvoy(newest);
        sluice.host("a.example", one);
        sluice.sql("INSERT INTO health_checks (host, timeout, interval) VALUES ('a.example', 0.2, 0.2)");
        sluice.awaitAnswer("a.example", "one");
        try (Traffic traffic = Traffic.to(sluice.port(), "a.example")) {
            sluice.sql("UPDATE targets SET port = %d".formatted(two.port()));
            sluice.awaitAnswer("a.example", "two");
            sluice.host("b.example", one);
            sluice.awaitAnswer("b.example", "one");
            sluice.deleteHost("b.example");
            sluice.awaitAnswer("b.example", "404");
            traffic.awaitMore();
            assertThat(traffic.failures()).isEmpty();
        }
        // A cluster goes after the last route to it.
        soon().untilAsserted(() -> assertThat(sluice.envoy().clusters()).containsExactly("a.example", "xds_cluster"));
        assertThat(warnings()).isEmpty();
        sluice.envoy().close();
        sluice.stop();
        startsFromFiles(newest);
    }

    /** What Envoy says against what it was sent. */
    private List<String> warnings() throws Exception {
        return sluice.envoy()
                .log()
                .lines()
                .filter(line -> line.contains(" warning ") || line.contains(" error "))
                .toList();
    }

    private void startsFromFiles(Path newest) {
        Map<String, String> variables = Map.of(
                "ENVOY", newest.toString(),
                "BOOT_FILES",
                        sluice.config()
                                .stateDir()
                                .toAbsolutePath()
                                .normalize()
                                .resolve("envoy")
                                .toString(),
                "PATIENCE", "0");
        try (TestEnvoy envoy = TestEnvoy.startByScript(
                        sluice.bootstrap(), sluice.config().envoyAdmin().port(), variables)
                .awaitLive()) {
            assertThat(envoy.admin("/config_dump?resource=dynamic_active_clusters"))
                    .contains("STATIC");
            sluice.awaitAnswer("a.example", "two");
        }
    }
}
