package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.Daemon;
import dev.sluice.config.Config;
import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import dev.sluice.config.Limits;
import dev.sluice.config.XdsAccess;
import dev.sluice.local.EnvoyBootstrap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A daemon on a database and on ports of its own, with short names for what tests do with it. */
public final class RunningSluice implements AutoCloseable {
    private static final Path OUR_BOOTSTRAP = Path.of("..", "envoy", "bootstrap.yaml");
    private static final Path TALK_BOOTSTRAP = Path.of("..", "docs", "examples", "talk", "bootstrap.yaml");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Limits UNGUARDED =
            new Limits(BigDecimal.ONE, 0, Limits.USUAL.maxHosts(), 1000, Limits.USUAL.maxStandbyLag());

    private final TestDatabase database;
    private final Config config;
    private final boolean ownProcess;
    private final int port = FreePorts.next();
    private AutoCloseable daemon;
    private @Nullable TestEnvoy envoy;

    /** What a test may want otherwise. */
    public record Setup(
            TestDatabase database,
            Database reachedBy,
            boolean migrate,
            Duration syncInterval,
            boolean wakeOnNotify,
            boolean ownProcess,
            Limits limits) {

        /** The daemon connects so; the test goes on using the database itself. */
        public Setup reachedBy(Database connection) {
            return new Setup(database, connection, migrate, syncInterval, wakeOnNotify, ownProcess, limits);
        }

        /** The daemon reaches the database through this wire, with these properties of the driver. */
        public Setup through(Cut wire, Map<String, String> properties) {
            Database direct = database.config();
            return reachedBy(new Database(
                    List.of(local(wire.port())), direct.name(), direct.user(), direct.password(), properties));
        }

        public Setup through(Cut wire) {
            return through(wire, Map.of());
        }

        public Setup withoutMigrating() {
            return new Setup(database, reachedBy, false, syncInterval, wakeOnNotify, ownProcess, limits);
        }

        public Setup syncEvery(Duration interval) {
            return new Setup(database, reachedBy, migrate, interval, wakeOnNotify, ownProcess, limits);
        }

        public Setup withoutNotify() {
            return new Setup(database, reachedBy, migrate, syncInterval, false, ownProcess, limits);
        }

        /** As {@code sluice serve}, so that {@link #stop} kills it and nothing of it is left. */
        public Setup inItsOwnProcess() {
            return new Setup(database, reachedBy, migrate, syncInterval, wakeOnNotify, true, limits);
        }

        /** Otherwise a test may delete what it likes. */
        public Setup guarded() {
            return new Setup(database, reachedBy, migrate, syncInterval, wakeOnNotify, ownProcess, Limits.USUAL);
        }

        /** Returns at once, whether or not there is a database. */
        public RunningSluice launch() {
            return new RunningSluice(this);
        }

        /** Returns when it has read the rows for the first time. */
        public RunningSluice start() {
            return launch().awaitServing();
        }
    }

    private RunningSluice(Setup setup) {
        this.database = setup.database();
        this.config = new Config(
                setup.reachedBy(),
                setup.migrate(),
                setup.syncInterval(),
                setup.wakeOnNotify(),
                local(FreePorts.next()),
                XdsAccess.OPEN,
                "127.0.0.1",
                local(FreePorts.next()),
                local(FreePorts.next()),
                newFolder(),
                setup.limits());
        this.ownProcess = setup.ownProcess();
        this.daemon = run();
    }

    private AutoCloseable run() {
        return ownProcess ? SluiceProcess.start(config) : Daemon.start(config);
    }

    public static Setup on(TestDatabase database) {
        return new Setup(database, database.config(), true, Duration.ofSeconds(1), true, false, UNGUARDED);
    }

    /** With all settings as they are by default but no guard, on a new database. */
    public static RunningSluice start() {
        return on(TestPostgres.fresh()).start();
    }

    public RunningSluice awaitServing() {
        soon().until(this::isServing);
        return this;
    }

    /** Whether Envoys can connect. */
    public boolean isServing() {
        try (Socket socket = new Socket(config.xds().address(), config.xds().port())) {
            return socket.isConnected();
        } catch (ConnectException refused) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the daemon; Envoy and the database stay. */
    public void stop() {
        try {
            daemon.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Again, with the same settings. */
    public void startAgain() {
        daemon = run();
    }

    public Config config() {
        return config;
    }

    /** What the daemon answers on its HTTP port. */
    public HttpMessage get(String path) {
        try {
            return TestHttp.get(config.http().port(), "localhost", path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode json(String path) {
        try {
            return JSON.readTree(get(path).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode status() {
        return json("/status");
    }

    /** The file of what was served last. */
    public Path keptFile() {
        return config.stateDir().resolve("last-known-good.jsonl");
    }

    /** What is in that file; nothing as long as there is none. */
    public String kept() {
        try {
            return Files.exists(keptFile()) ? Files.readString(keptFile()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of the files from which Envoy starts without a daemon. */
    public Path bootFiles() {
        return config.stateDir().toAbsolutePath().normalize().resolve("envoy");
    }

    /** What all daemons in processes of their own have logged in this run. */
    public static String logOfProcesses() {
        try {
            return Files.readString(SluiceProcess.LOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a stock Envoy with our bootstrap, and returns when it is live; it is closed with this. */
    public RunningSluice withEnvoy() {
        return withEnvoy(bootstrap());
    }

    public RunningSluice withEnvoy(String bootstrap) {
        envoy = TestEnvoy.start(bootstrap, config.envoyAdmin().port()).awaitLive();
        return this;
    }

    /** Starts this one instead of the pinned one. */
    public RunningSluice withEnvoy(Path binary) {
        envoy = TestEnvoy.start(binary, bootstrap(), config.envoyAdmin().port()).awaitLive();
        return this;
    }

    /** Starts the same again when the one before was killed, and does not wait: the daemon may be away. */
    public void launchEnvoy() {
        envoy = TestEnvoy.start(bootstrap(), config.envoyAdmin().port());
    }

    /** One more start of such an Envoy, for the caller to close. */
    public TestEnvoy startEnvoy() {
        return TestEnvoy.start(bootstrap(), config.envoyAdmin().port()).awaitLive();
    }

    /** One of another fleet, with an admin port of its own, for the caller to close. */
    public TestEnvoy startEnvoyOf(String fleet) {
        return TestEnvoy.start(bootstrapOf(fleet)).awaitLive();
    }

    /** The file that we ship, with this daemon's ports, for an Envoy of this fleet. */
    public String bootstrapOf(String fleet) {
        String node = "\n  cluster: default\n";
        assertThat(bootstrap()).containsOnlyOnce(node);
        return bootstrap().replace(node, "\n  cluster: " + fleet + "\n");
    }

    /** The one that was started with this. */
    public TestEnvoy envoy() {
        return Objects.requireNonNull(envoy);
    }

    /** The file that we ship, with this daemon's ports. */
    public String bootstrap() {
        return bootstrap(OUR_BOOTSTRAP);
    }

    /** The talk's, with this daemon's ports. */
    public String talkBootstrap() {
        return bootstrap(TALK_BOOTSTRAP);
    }

    private String bootstrap(Path file) {
        try {
            return new EnvoyBootstrap(Files.readString(file))
                    .withPorts(config.xds().port(), config.envoyAdmin().port())
                    .yaml();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The {@code incoming_port} of each {@link #host}. */
    public int port() {
        return port;
    }

    /** Each statement is a transaction of its own. */
    public void sql(String... statements) {
        try {
            database.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Inserts a host with these targets, in one transaction. */
    public void host(String host, TestBackend... targets) {
        host(host, port, targets);
    }

    public void host(String host, int incomingPort, TestBackend... targets) {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            update(connection, "INSERT INTO hosts (host, incoming_port) VALUES (?, ?)", host, incomingPort);
            for (TestBackend target : targets) {
                update(
                        connection,
                        "INSERT INTO targets (host, address, port) VALUES (?, ?, ?)",
                        host,
                        target.address(),
                        target.port());
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    public void addTarget(String host, TestBackend target) {
        sql("INSERT INTO targets (host, address, port) VALUES ('%s', '%s', %d)"
                .formatted(host, target.address(), target.port()));
    }

    public void deleteTarget(String host, TestBackend target) {
        sql("DELETE FROM targets WHERE host = '%s' AND address = '%s' AND port = %d"
                .formatted(host, target.address(), target.port()));
    }

    public void deleteHost(String host) {
        sql("DELETE FROM hosts WHERE host = '" + host + "'");
    }

    /** What a client of this host gets: the body of a 200, else the status, or {@code refused} where nobody listens. */
    public String answer(String host) {
        return answer(port, host);
    }

    public static String answer(int port, String host) {
        try {
            HttpMessage answer = TestHttp.get(port, host, "/", Map.of("Connection", "close"));
            return answer.status() == 200 ? answer.body() : Integer.toString(answer.status());
        } catch (ConnectException e) {
            return "refused";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void awaitAnswer(String host, String expected) {
        awaitAnswer(port, host, expected);
    }

    public static void awaitAnswer(int port, String host, String expected) {
        soon().untilAsserted(() -> assertThat(answer(port, host)).isEqualTo(expected));
    }

    /** Waits until Envoy has said all that it has to say about what it was sent. */
    public void awaitQuiet() {
        AtomicLong bytes = new AtomicLong(-1);
        Awaitility.await()
                .atMost(Patience.LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .during(Duration.ofMillis(500))
                .until(() -> {
                    long sent = envoy().stat("cluster.xds_cluster.upstream_cx_tx_bytes_total");
                    return bytes.getAndSet(sent) == sent;
                });
    }

    /** Long enough for a busy machine: what waits here takes milliseconds on a quiet one. */
    public static ConditionFactory soon() {
        return within(Patience.LIMIT);
    }

    /** For what has to be quick. */
    public static ConditionFactory within(Duration limit) {
        return Awaitility.await()
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class);
    }

    private static Path newFolder() {
        return RunFolder.fresh("daemon-");
    }

    private static HostPort local(int port) {
        return new HostPort("127.0.0.1", port);
    }

    @Override
    public void close() {
        if (envoy != null) {
            envoy.close();
        }
        stop();
    }
}
