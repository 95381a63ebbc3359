package dev.sluice.testing;

import dev.sluice.config.Config;
import dev.sluice.config.Database;
import dev.sluice.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code sluice serve} as it runs on a server: in a process of its own, which a test can kill. */
final class SluiceProcess implements AutoCloseable {
    /** Of all that are started in this run. */
    static final Path LOG = RunFolder.shared(".").resolve("sluice-process.log");

    private final Process process;

    private SluiceProcess(Process process) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "test-sluice-stop"));
    }

    static SluiceProcess start(Config config) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
            builder.environment().putAll(environment(config));
            return new SluiceProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                // Names the folder, so that the next run finds what a killed one leaves.
                "-XX:ErrorFile=" + LOG.resolveSibling("sluice-process-crash.log"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.command.Serve");
    }

    private static Map<String, String> environment(Config config) {
        Database database = config.database();
        String server = database.servers().get(0).toString();
        String password = database.password().map(Secret::value).orElse("");
        return Map.of(
                "SLUICE_DATABASE_URL",
                "postgres://" + database.user() + ":" + password + "@" + server + "/" + database.name(),
                "SLUICE_MIGRATE",
                Boolean.toString(config.migrate()),
                "SLUICE_SYNC_INTERVAL",
                config.syncInterval().toMillis() + "ms",
                "SLUICE_NOTIFY",
                Boolean.toString(config.wakeOnNotify()),
                "SLUICE_XDS_PORT",
                Integer.toString(config.xds().port()),
                "SLUICE_LISTEN_ADDRESS",
                config.listenAddress(),
                "SLUICE_HTTP_PORT",
                Integer.toString(config.http().port()),
                "SLUICE_ENVOY_ADMIN",
                config.envoyAdmin().toString(),
                "SLUICE_STATE_DIR",
                config.stateDir().toAbsolutePath().toString(),
                "SLUICE_GUARD_SHARE",
                config.limits().guardShare().toPlainString());
    }

    /** Kills it: it has no time for a last word. */
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
