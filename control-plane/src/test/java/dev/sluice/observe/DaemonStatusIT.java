package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestHttp;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DaemonStatusIT {
    @Test
    void aRunningDaemonTellsWhatItServesAndWhoTookIt() throws IOException {
        try (RunningSluice sluice = RunningSluice.start().withEnvoy()) {
            int port = sluice.config().http().port();
            assertThat(TestHttp.get(port, "localhost", "/healthz").status()).isEqualTo(200);
            sluice.sql("INSERT INTO hosts (host) VALUES ('a.example')");
            await().atMost(Patience.LIMIT).untilAsserted(() -> {
                JsonNode status = status(port);
                assertThat(status.path("served").path("hosts").asInt()).isEqualTo(1);
                assertThat(status.path("database").path("state").asText()).isEqualTo("connected");
                assertThat(status.path("envoys").path("streams").asInt()).isPositive();
                assertThat(status.path("envoys").has("accepted_at")).isTrue();
            });
            assertThat(TestHttp.get(port, "localhost", "/readyz").status()).isEqualTo(200);
        }
    }

    private static JsonNode status(int port) throws IOException {
        HttpMessage answer = TestHttp.get(port, "localhost", "/status");
        return new ObjectMapper().readTree(answer.body());
    }
}
