package dev.sluice.serve;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.HostPort;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.XdsStream;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.config.core.v3.BuildVersion;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An Envoy that is older than the oldest supported one is named in the log, and served. */
class OldEnvoyTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(EnvoyStreams.class);

    private final int port = FreePorts.next();
    private final AtomicReference<XdsServer> itself = new AtomicReference<>();
    private final XdsServer server = new XdsServer(new HostPort("127.0.0.1", port), this::said);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void start() throws IOException {
        itself.set(server);
        logged.start();
        LOGGER.addAppender(logged);
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
        LOGGER.detachAppender(logged);
    }

    private void said(EnvoySaid said) {
        if (said instanceof EnvoySaid.Asks asks) {
            Host host = SampleHosts.host("a.example", 80, 8080, List.of(), List.of());
            Snapshots snapshots = new Snapshots(new Translator("127.0.0.1", Transport.ADS));
            FleetSnapshot snapshot = snapshots.next(FleetSnapshot.EMPTY, ByName.of(List.of(host), each -> each.host()));
            Objects.requireNonNull(itself.get()).publish(asks.envoy(), snapshot);
        }
    }

    @Test
    void anOldOneIsNamedWithWhatIsSupportedAndServed() {
        isServed(1, 39, 3);
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "envoy too old version=1.39.3 id=\"vm-7\" fleet=\"edge\" (supported are 1.40 and newer;"
                                + " this one is served all the same, and may refuse what newer ones take)");
    }

    @Test
    void theOldestAndNewerOnesAreNot() {
        isServed(1, 40, 0);
        isServed(2, 0, 0);
        assertThat(logged.list).isEmpty();
    }

    private void isServed(int major, int minor, int patch) {
        SemanticVersion version = SemanticVersion.newBuilder()
                .setMajorNumber(major)
                .setMinorNumber(minor)
                .setPatch(patch)
                .build();
        Node node = Node.newBuilder()
                .setId("vm-7")
                .setCluster("edge")
                .setUserAgentName("envoy")
                .setUserAgentBuildVersion(BuildVersion.newBuilder().setVersion(version))
                .build();
        try (var envoy = XdsStream.deltaAds(port)) {
            envoy.send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                    .setNode(node)
                    .build());
            soon().untilAsserted(() -> assertThat(envoy.responses()).hasSize(1));
        }
    }
}
