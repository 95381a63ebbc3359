package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Streams;
import dev.sluice.testing.Cut;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import dev.sluice.testing.XdsStream;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept on disk waits for nobody: whoever starts without the database serves what there was seconds before. */
@Timeout(Patience.OF_A_TEST)
class KeepingEnvoyIT {
    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    private final TestDatabase database = TestPostgres.fresh();

    @AutoClose
    private final Cut wire = Cut.to(database.port());

    @AutoClose
    private final RunningSluice sluice =
            RunningSluice.on(database).through(wire).inItsOwnProcess().start().withEnvoy();

    @BeforeEach
    void host() {
        sluice.host("old.example", one);
        sluice.host("moves.example", one);
        sluice.awaitAnswer("old.example", "one");
        sluice.awaitAnswer("moves.example", "one");
        soon().until(() -> sluice.kept().contains("moves.example"));
    }

    /** Of its fleet, and of one that nobody else is of. */
    @ParameterizedTest
    @ValueSource(strings = {"default", "ghost"})
    void aClientThatAnswersNothingKeepsNothingFromBeingWritten(String fleet) {
        try (var silent = XdsStream.deltaAds(sluice.config().xds().port())) {
            silent.send(DeltaDiscoveryRequest.newBuilder()
                    .setNode(Node.newBuilder().setId("silent").setCluster(fleet))
                    .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                    .build());
            soon().until(() -> !silent.responses().isEmpty());
            whatIsLiveIsKept();
            soon().until(() -> isNamedAsSilent(fleet));
        }
        aKillAndAStartWithoutTheDatabaseServeIt();
    }

    private boolean isNamedAsSilent(String fleet) {
        return Streams.stream(sluice.status().path("envoys").path("each"))
                .anyMatch(each -> each.has("silent_since")
                        && each.path("id").asText().equals("silent")
                        && each.path("fleet").asText().equals(fleet));
    }

    @Test
    void aHealthCheckThatHangsForAnHourKeepsNothingFromBeingWritten() {
        try (TestBackend hanging = TestBackend.start("hanging")) {
            hanging.hang();
            sluice.sql("BEGIN; INSERT INTO hosts (host, incoming_port) VALUES ('hanging.example', %d);"
                            .formatted(sluice.port())
                    + " INSERT INTO targets (host, address, port) VALUES ('hanging.example', '127.0.0.1', %d);"
                            .formatted(hanging.port())
                    + " INSERT INTO health_checks (host, timeout, interval) VALUES ('hanging.example', 3600, 3600);"
                    + " COMMIT");
            soon().until(() -> !hanging.requests().isEmpty());
            whatIsLiveIsKept();
        }
        aKillAndAStartWithoutTheDatabaseServeIt();
    }

    private void whatIsLiveIsKept() {
        sluice.host("new.example", one);
        sluice.awaitAnswer("new.example", "one");
        sluice.deleteHost("old.example");
        sluice.awaitAnswer("old.example", "404");
        sluice.sql("UPDATE targets SET port = %d WHERE host = 'moves.example'".formatted(two.port()));
        sluice.awaitAnswer("moves.example", "two");
        soon().until(() -> sluice.kept().contains("new.example")
                && !sluice.kept().contains("old.example")
                && sluice.kept().contains(Integer.toString(two.port())));
        soon().until(() -> clusters().contains("new.example") && !clusters().contains("old.example"));
        assertThat(sluice.answer("new.example")).isEqualTo("one");
    }

    private void aKillAndAStartWithoutTheDatabaseServeIt() {
        sluice.stop();
        sluice.envoy().close();
        wire.cut();
        sluice.startAgain();
        sluice.awaitServing().withEnvoy();
        sluice.awaitAnswer("new.example", "one");
        assertThat(sluice.answer("moves.example")).isEqualTo("two");
        assertThat(sluice.answer("old.example")).isEqualTo("404");
    }

    private String clusters() throws IOException {
        Path file = sluice.bootFiles().resolve("fleet-default").resolve("clusters.pb");
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
    }
}
