package dev.sluice.bench;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One control plane with a database, an Envoy and two backends of its own, all on loopback. */
final class Rig implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** After so long one millisecond more or less is no matter, and asking costs the machine something. */
    private static final Duration SOON = Duration.ofMillis(200);

    private static final String TABLES = """
            CREATE TABLE hosts (host text PRIMARY KEY, incoming_port int NOT NULL, outgoing_port int NOT NULL);
            CREATE TABLE targets (host text NOT NULL REFERENCES hosts ON DELETE CASCADE, address text NOT NULL,
                PRIMARY KEY (host, address));
            CREATE TABLE health_checks (host text NOT NULL REFERENCES hosts ON DELETE CASCADE, path text NOT NULL,
                port int, timeout numeric NOT NULL, interval numeric NOT NULL, PRIMARY KEY (host, path))
            """;

    private final TestDatabase database = TestPostgres.fresh();
    private final int backendPort = FreePorts.next();
    private final NamedBackend one = NamedBackend.start("127.0.0.2", backendPort);
    private final NamedBackend two = NamedBackend.start("127.0.0.3", backendPort);
    private final int port = FreePorts.next();
    private final Process daemon;
    private final TestEnvoy envoy;
    private final Connection connection;

    private Rig(Contender contender) throws SQLException, IOException {
        int xdsPort = FreePorts.next();
        int adminPort = FreePorts.next();
        connection = database.connection();
        if (!contender.bringsTables()) {
            database.execute(TABLES);
        }
        daemon = daemon(contender, database, xdsPort, adminPort);
        envoy = TestEnvoy.start(contender.bootstrap(xdsPort, adminPort), adminPort);
    }

    /** Returns when the tables are there and Envoy has its answer: nothing. */
    static Rig start(Contender contender) throws SQLException, IOException {
        Rig rig = new Rig(contender);
        RunningSluice.within(Duration.ofMinutes(1)).until(rig::hasTables);
        rig.envoy.awaitLive();
        return rig;
    }

    private boolean hasTables() throws SQLException {
        if (!daemon.isAlive()) {
            throw new IllegalStateException("the control plane ended, see control-plane/target/bench");
        }
        return database.ask("SELECT to_regclass('health_checks') IS NOT NULL").equals("t");
    }

    static Process daemon(Contender contender, TestDatabase database, int xdsPort, int adminPort) throws IOException {
        Path log = Files.createDirectories(Path.of("target", "bench")).resolve(contender.name() + ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of("bash", "-c", "exec " + contender.command()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "DATABASE_URL", database.url(),
                        "XDS_PORT", Integer.toString(xdsPort),
                        "SLUICE_XDS_PORT", Integer.toString(xdsPort),
                        "SLUICE_HTTP_PORT", Integer.toString(FreePorts.next()),
                        "SLUICE_ENVOY_ADMIN", "127.0.0.1:" + adminPort,
                        "SLUICE_STATE_DIR",
                                Files.createTempDirectory(log.toAbsolutePath().getParent(), "state-")
                                        .toString()));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "bench-daemon-stop"));
        return process;
    }

    TestEnvoy envoy() {
        return envoy;
    }

    long daemonPid() {
        return daemon.pid();
    }

    int port() {
        return port;
    }

    String one() {
        return one.address();
    }

    String two() {
        return two.address();
    }

    /** Bytes that Envoy has received from its control plane. */
    long received() {
        return envoy.stat("cluster.xds_cluster.upstream_cx_rx_bytes_total");
    }

    static String host(int number) {
        return "h" + number + ".example.com";
    }

    void addHosts(int first, int last) throws SQLException {
        addHosts(database, port, backendPort, one(), first, last);
    }

    /** Inserts hosts {@code first} to {@code last} with a target each, in one transaction. */
    static void addHosts(TestDatabase database, int port, int backendPort, String target, int first, int last)
            throws SQLException {
        try (Connection writer = database.connection();
                PreparedStatement hosts =
                        writer.prepareStatement("INSERT INTO hosts (host, incoming_port, outgoing_port)"
                                + " SELECT 'h' || i || '.example.com', ?, ? FROM generate_series(?, ?) i");
                PreparedStatement targets = writer.prepareStatement("INSERT INTO targets (host, address)"
                        + " SELECT 'h' || i || '.example.com', ? FROM generate_series(?, ?) i")) {
            writer.setAutoCommit(false);
            hosts.setInt(1, port);
            hosts.setInt(2, backendPort);
            hosts.setInt(3, first);
            hosts.setInt(4, last);
            hosts.execute();
            targets.setString(1, target);
            targets.setInt(2, first);
            targets.setInt(3, last);
            targets.execute();
            writer.commit();
        }
    }

    void removeHost(String host) throws SQLException {
        update(connection, "DELETE FROM hosts WHERE host = ?", host);
    }

    void pointTo(String address, String host) throws SQLException {
        update(connection, "UPDATE targets SET address = ? WHERE host = ?", address, host);
    }

    /** For another thread. */
    Connection otherConnection() throws SQLException {
        return database.connection();
    }

    static void update(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /**
     * Asks until the answer is {@code wanted}, each time on a new connection, as the next client would.
     *
     * @param unexpected gets each answer that is neither {@code wanted} nor {@code before}
     */
    void await(String host, String before, String wanted, Consumer<String> unexpected) throws InterruptedException {
        long start = System.nanoTime();
        Set<String> expected = Set.of(before, wanted);
        for (String answer = answer(host); !answer.equals(wanted); answer = answer(host)) {
            if (!expected.contains(answer)) {
                unexpected.accept(answer);
            }
            long waited = System.nanoTime() - start;
            if (waited > LIMIT.toNanos()) {
                throw new IllegalStateException(host + " answers " + answer + " and not " + wanted);
            }
            Thread.sleep(waited < SOON.toNanos() ? 1 : 5);
        }
    }

    private String answer(String host) {
        try {
            return RunningSluice.answer(port, host);
        } catch (UncheckedIOException e) {
            return "cut off";
        }
    }

    @Override
    public void close() throws SQLException {
        envoy.close();
        daemon.destroy();
        try {
            if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        one.close();
        two.close();
        connection.close();
    }
}
