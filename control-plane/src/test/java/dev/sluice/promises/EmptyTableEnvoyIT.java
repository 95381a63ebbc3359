package dev.sluice.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestEnvoy;
import org.junit.jupiter.api.Test;

/** The library answers nothing where there is nothing, and Envoy would wait: for ever with our bootstrap, 15 s by default. */
class EmptyTableEnvoyIT {
    @Test
    void anEnvoyIsLiveAtOnceAndServesTheFirstRow() {
        // The first Envoy also pays for the daemon's own warming up.
        try (RunningSluice sluice = RunningSluice.start().withEnvoy();
                TestBackend backend = TestBackend.start("first")) {
            try (TestEnvoy envoy = TestEnvoy.start(sluice.bootstrap()).awaitLive()) {
                assertThat(envoy.clusters()).containsExactly("xds_cluster");
            }
            sluice.host("first.example", backend);
            sluice.awaitAnswer("first.example", "first");
            sluice.deleteHost("first.example");
            sluice.awaitAnswer("first.example", "refused");
        }
    }
}
