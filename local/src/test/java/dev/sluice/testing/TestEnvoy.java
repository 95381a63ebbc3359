package dev.sluice.testing;

import dev.sluice.local.ConsoleProgress;
import dev.sluice.local.EnvoyBinary;
import dev.sluice.local.EnvoyNotFound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A real, stock Envoy for one test. Where none can be had, the test fails; it is never skipped. */
public final class TestEnvoy implements AutoCloseable {
    private static final Path START_SCRIPT = Path.of("..", "deploy", "systemd", "envoy-start");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Process process;
    private final int adminPort;
    private final Path log;

    private TestEnvoy(Process process, int adminPort, Path log) {
        this.process = process;
        this.adminPort = adminPort;
        this.log = log;
        // For the case that a test is ended before it can close this.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "test-envoy-stop"));
    }

    /** Runs the given bootstrap, with the admin interface on a free port instead of the one it names. */
    public static TestEnvoy start(String bootstrap) {
        return start(bootstrap, FreePorts.next());
    }

    /** Runs the given bootstrap, with the admin interface on {@code adminPort} instead of the one it names. */
    public static TestEnvoy start(String bootstrap, int adminPort) {
        return start(binary(), bootstrap, adminPort);
    }

    /** Runs this binary instead of the pinned one. */
    public static TestEnvoy start(Path binary, String bootstrap, int adminPort) {
        return start(bootstrap, adminPort, config -> new ProcessBuilder(command(binary, config, adminPort)));
    }

    /** Runs the pinned one with more options of its command line. */
    public static TestEnvoy startWith(String bootstrap, int adminPort, String... options) {
        return start(bootstrap, adminPort, config -> {
            List<String> command = new ArrayList<>(command(binary(), config, adminPort));
            command.addAll(List.of(options));
            return new ProcessBuilder(command);
        });
    }

    /** As systemd does, by the script {@code envoy-start} with these variables; the bootstrap names {@code adminPort}. */
    public static TestEnvoy startByScript(String bootstrap, int adminPort, Map<String, String> variables) {
        return start(bootstrap, adminPort, config -> {
            ProcessBuilder script = new ProcessBuilder(
                    START_SCRIPT.toString(), "-c", config.toString(), "--concurrency", "1", "--disable-hot-restart");
            script.environment().put("ENVOY", binary().toString());
            script.environment().putAll(variables);
            return script;
        });
    }

    private static TestEnvoy start(String bootstrap, int adminPort, Function<Path, ProcessBuilder> command) {
        try {
            Path folder = RunFolder.shared("envoy");
            String name = "envoy-" + STARTED.incrementAndGet();
            Path config = Files.writeString(folder.resolve(name + ".yaml"), bootstrap);
            Path log = folder.resolve(name + ".log");
            Process process = command.apply(config)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new TestEnvoy(process, adminPort, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path binary, Path config, int adminPort) {
        String admin = "admin: {address: {socket_address: {address: 127.0.0.1, port_value: " + adminPort + "}}}";
        return List.of(
                binary.toString(),
                "--config-path",
                config.toString(),
                // Merged over the file.
                "--config-yaml",
                admin,
                "--concurrency",
                "1",
                // Needs no base id, so any number of them run beside each other.
                "--disable-hot-restart",
                "--log-format",
                "%Y-%m-%d %T.%e %l %n %v");
    }

    /** The binary, fetched if need be. */
    public static Path binary() {
        try {
            return EnvoyBinary.find(new ConsoleProgress(System.out, false));
        } catch (EnvoyNotFound e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** Waits until it has all of its configuration and listens. */
    public TestEnvoy awaitLive() {
        Awaitility.await("Envoy is live, see " + log)
                .atMost(Patience.LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("Envoy ended with " + process.exitValue() + "\n" + log());
                    }
                    return TestHttp.get(adminPort, "admin", "/ready").body().equals("LIVE\n");
                });
        return this;
    }

    /** The answer of the admin interface, such as to {@code /config_dump}. */
    public String admin(String path) {
        try {
            return TestHttp.get(adminPort, "admin", path).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For what changes something, such as {@code /drain_listeners}. */
    public String adminPost(String path) {
        try {
            return TestHttp.post(adminPort, "admin", path).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request through one of its listeners. */
    public HttpMessage get(int listenerPort, String host, String path) throws IOException {
        return TestHttp.get(listenerPort, host, path);
    }

    /** The names of its clusters, sorted. */
    public List<String> clusters() {
        return admin("/clusters")
                .lines()
                .map(line -> line.replaceFirst("::.*", ""))
                .distinct()
                .sorted()
                .toList();
    }

    /** A counter or gauge by its full name; 0 when there is none yet. */
    public long stat(String name) {
        return admin("/stats?filter=^" + name.replace(".", "%5C.") + "$")
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .mapToLong(
                        line -> Long.parseLong(line.substring(name.length() + 2).trim()))
                .findFirst()
                .orElse(0);
    }

    public int adminPort() {
        return adminPort;
    }

    public long pid() {
        return process.pid();
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    /** As the kernel would, for want of memory. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** It goes on holding its connections and does nothing. */
    public void freeze() {
        Commands.freeze(process.toHandle());
    }

    public void thaw() {
        Commands.thaw(process.toHandle());
    }

    /** Until the answer is closed it gets a tenth of the CPU's time. */
    public SlowedProcess slowed() {
        return SlowedProcess.toATenth(process.toHandle());
    }

    /** Ends it at once, as an upgrade or a reboot would. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
