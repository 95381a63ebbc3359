package dev.sluice.bench;

import dev.sluice.local.Ports;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import dev.sluice.testing.XdsClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What the daemon needs by itself: from a {@code COMMIT} until a client that asks as Envoy does has been sent the last of
 * it. Its components are the keys of the JSON.
 */
record DaemonAlone(
        int hosts,
        int editsOfEachKind,
        double loadSeconds,
        Quantiles targetChanged,
        Quantiles hostAdded,
        double cpuMillisPerChange,
        long daemonMegabytes) {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int PORT = 80;

    static DaemonAlone of(Contender sluice, int hosts, int edits)
            throws SQLException, IOException, InterruptedException {
        TestDatabase database = TestPostgres.fresh();
        int xdsPort = FreePorts.next();
        Process daemon = Rig.daemon(sluice, database, xdsPort, FreePorts.next());
        try (Connection connection = database.connection()) {
            RunningSluice.within(Duration.ofMinutes(1))
                    .until(() -> database.ask("SELECT to_regclass('sluice_database') IS NOT NULL")
                            .equals("t"));
            RunningSluice.within(Duration.ofMinutes(1)).until(() -> !Ports.isFree(xdsPort));
            try (XdsClient client = XdsClient.connect(xdsPort)) {
                return new Trial(database, connection, client, daemon.pid()).run(hosts, edits);
            }
        } finally {
            daemon.destroy();
            if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
        }
    }

    private record Trial(TestDatabase database, Connection connection, XdsClient client, long daemon) {
        DaemonAlone run(int hosts, int edits) throws SQLException, InterruptedException {
            Rig.addHosts(database, PORT, PORT, "10.0.0.1", 1, hosts);
            double load =
                    await(() -> client.warmClusters() == hosts && hasRoutes()).toMillis() / 1e3;
            Thread.sleep(Options.SETTLE.toMillis());
            // The first ones are the JVM's warm-up.
            changes(hosts, edits);
            Duration before = Usage.cpu(daemon);
            List<Duration> changed = changes(hosts, edits);
            double cpu = Usage.cpu(daemon).minus(before).toNanos() / 1e6 / edits;
            return new DaemonAlone(
                    hosts,
                    edits,
                    load,
                    Quantiles.of(changed),
                    Quantiles.of(additions(hosts, edits)),
                    Math.round(cpu * 10) / 10.0,
                    Usage.memory(daemon));
        }

        private List<Duration> changes(int hosts, int edits) throws SQLException, InterruptedException {
            List<Duration> took = new ArrayList<>();
            for (int i = 0; i < edits; i++) {
                String host = Rig.host(1 + i % hosts);
                boolean first = client.endpoints(host).equals(List.of("10.0.0.1:80"));
                String address = first ? "10.0.0.2" : "10.0.0.1";
                long start = System.nanoTime();
                Rig.update(connection, "UPDATE targets SET address = ? WHERE host = ?", address, host);
                await(() -> client.endpoints(host).equals(List.of(address + ":80")));
                took.add(Duration.ofNanos(System.nanoTime() - start));
                Thread.sleep(100);
            }
            return took;
        }

        private List<Duration> additions(int hosts, int edits) throws SQLException, InterruptedException {
            List<Duration> took = new ArrayList<>();
            for (int i = 1; i <= edits; i++) {
                client.takeEvents();
                long start = System.nanoTime();
                Rig.addHosts(database, PORT, PORT, "10.0.0.1", hosts + i, hosts + i);
                Set<String> routed = Set.of("RouteConfiguration http_" + PORT);
                await(() -> client.takeEvents().stream().anyMatch(routed::contains));
                took.add(Duration.ofNanos(System.nanoTime() - start));
                Thread.sleep(100);
            }
            return took;
        }

        private boolean hasRoutes() {
            return client.listeners().contains("http_" + PORT)
                    && client.takeEvents().contains("RouteConfiguration http_" + PORT);
        }

        private static Duration await(BooleanSupplier condition) throws InterruptedException {
            long start = System.nanoTime();
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - start > LIMIT.toNanos()) {
                    throw new IllegalStateException("not within " + LIMIT);
                }
                Thread.sleep(1);
            }
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }
}
