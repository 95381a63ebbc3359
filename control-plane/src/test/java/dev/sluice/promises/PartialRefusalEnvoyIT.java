package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.HostPort;
import dev.sluice.local.EnvoyBootstrap;
import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.serve.EnvoySaid;
import dev.sluice.serve.XdsServer;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.translate.HostResources;
import dev.sluice.translate.HostResources.PoolResources;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of clusters that are refused for one of them Envoy keeps the good ones: they must be removed when their hosts go. */
class PartialRefusalEnvoyIT {
    private static final Translator TRANSLATOR = new Translator("127.0.0.1", Transport.ADS);

    private final int xdsPort = FreePorts.next();
    private final int adminPort = FreePorts.next();
    private final int incomingPort = FreePorts.next();
    private final Snapshots snapshots = new Snapshots(TRANSLATOR, PartialRefusalEnvoyIT::translate);
    private final Queue<EnvoySaid> said = new ConcurrentLinkedQueue<>();

    @AutoClose
    private final XdsServer server = new XdsServer(new HostPort("127.0.0.1", xdsPort), this::said);

    private volatile FleetSnapshot served = FleetSnapshot.EMPTY;

    /** A policy that fits no cluster of ours: wrong by its meaning, so Envoy leaves this cluster out and no other. */
    private static HostResources translate(Host host) {
        HostResources right = TRANSLATOR.translate(host);
        if (!host.host().startsWith("bad")) {
            return right;
        }
        PoolResources pool = right.pools().get(0);
        Cluster wrong = pool.cluster().toBuilder()
                .setLbPolicy(LbPolicy.CLUSTER_PROVIDED)
                .build();
        return new HostResources(
                right.incomingPort(), List.of(new PoolResources(wrong, pool.endpoints())), right.virtualHost());
    }

    @BeforeEach
    void start() throws IOException {
        serve("stays.example");
        server.start();
    }

    @Test
    void aClusterThatCameWithARefusedOneIsRemovedWithItsHost() throws IOException {
        try (TestEnvoy envoy = startEnvoy()) {
            soon().until(() -> envoy.clusters().contains("stays.example"));
            serve("stays.example", "came.example", "bad.example");
            soon().until(() -> said.stream().anyMatch(EnvoySaid.Refused.class::isInstance));
            soon().until(() -> envoy.clusters().contains("came.example"));
            serve("stays.example");
            soon().until(() -> !envoy.clusters().contains("came.example"));
            assertThat(envoy.clusters()).contains("stays.example");
        }
    }

    private void said(EnvoySaid what) {
        said.add(what);
        if (what instanceof EnvoySaid.Asks asks) {
            server.publish(asks.envoy(), served);
        }
    }

    private TestEnvoy startEnvoy() throws IOException {
        String bootstrap = new EnvoyBootstrap(Files.readString(Path.of("..", "envoy", "bootstrap.yaml")))
                .withPorts(xdsPort, adminPort)
                .yaml();
        return TestEnvoy.start(bootstrap, adminPort).awaitLive();
    }

    private void serve(String... hosts) {
        List<Host> rows = Stream.of(hosts)
                .map(host -> SampleHosts.host(host, incomingPort, 8080, List.of(Targets.of("127.0.0.1")), List.of()))
                .toList();
        served = snapshots.next(served, AllRows.of(rows).hosts());
        server.envoys().forEach(each -> server.publish(each.envoy(), served));
    }
}
