package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A stock Envoy as a child of this process: it ends when this process ends, and knows nothing of other Envoys here. */
public final class EnvoyProcess implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Process process;
    private final Leash leash;
    private final Path log;

    private EnvoyProcess(Process process, Leash leash, Path log) {
        this.process = process;
        this.leash = leash;
        this.log = log;
    }

    /**
     * Starts it; it is ready a moment later.
     *
     * @param folder gets the bootstrap as it is used, and the log
     */
    public static EnvoyProcess start(Path binary, EnvoyBootstrap bootstrap, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path config = Files.writeString(folder.resolve("envoy.yaml"), bootstrap.yaml());
        Path log = folder.resolve("envoy.log");
        Process process = new ProcessBuilder(command(binary, config))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new EnvoyProcess(process, Leash.on(process), log);
    }

    private static List<String> command(Path binary, Path config) {
        return List.of(
                binary.toString(),
                "--config-path",
                config.toString(),
                // Hot restart finds its parent by a number that all Envoys of a machine share.
                "--disable-hot-restart",
                "--log-format",
                "%Y-%m-%dT%T.%e %l %n %v");
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    /** Completes with the exit status when it ends, for whatever reason. */
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Ends it, first politely. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            leash.close();
        }
    }
}
