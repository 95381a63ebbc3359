package dev.sluice.demo;

import dev.sluice.config.HostPort;
import dev.sluice.local.EnvoyBootstrap;
import dev.sluice.local.EnvoyProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The demo's Envoy. When it ends, it is started again, as systemd does it on a server. */
final class DemoEnvoy implements AutoCloseable {
    /** One that lives shorter than this has a reason to end, and would have it again. */
    private static final Duration SHORT_LIFE = Duration.ofSeconds(3);

    private static final int SHORT_LIVES_LIMIT = 3;

    /** Also long enough for a Ctrl-C, which reaches Envoy and us, to be known as one. */
    private static final Duration RESTART_PAUSE = Duration.ofMillis(500);

    private final Path binary;
    private final Path folder;
    private final DemoPorts ports;
    private final Console console;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread supervisor = new Thread(this::supervise, "envoy-supervisor");
    private volatile EnvoyProcess process;

    private DemoEnvoy(Path binary, Path folder, DemoPorts ports, Console console) throws DemoFailed {
        this.binary = binary;
        this.folder = folder;
        this.ports = ports;
        this.console = console;
        this.process = launch();
    }

    static DemoEnvoy start(Path binary, Path folder, DemoPorts ports, Console console) throws DemoFailed {
        return new DemoEnvoy(binary, folder, ports, console);
    }

    private EnvoyProcess launch() throws DemoFailed {
        EnvoyBootstrap bootstrap = EnvoyBootstrap.packaged()
                .withPorts(ports.xds().port(), ports.admin().port());
        try {
            return EnvoyProcess.start(binary, bootstrap, folder);
        } catch (IOException e) {
            throw new DemoFailed("Envoy cannot be started: " + e.getMessage(), e);
        }
    }

    /** Waits until Envoy has its configuration and listens; from then on keeps it running. */
    void awaitReady(Shutdown shutdown) throws DemoFailed, InterruptedException {
        HostPort admin = new HostPort("127.0.0.1", ports.admin().port());
        new Awaited("Envoy", admin, "/ready", console).await(shutdown, this::requireRunning, "see " + log());
        supervisor.start();
    }

    private void requireRunning() throws DemoFailed {
        CompletableFuture<Integer> ended = process.ended();
        if (ended.isDone()) {
            throw new DemoFailed("Envoy ended with status " + ended.join() + ", see " + log());
        }
    }

    private void supervise() {
        try {
            int shortLives = 0;
            while (shortLives < SHORT_LIVES_LIMIT) {
                long started = System.nanoTime();
                int status = process.ended().get();
                if (closed.await(RESTART_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                console.say("Envoy ended with status " + status + ", starting it again; its log is " + log());
                shortLives = System.nanoTime() - started < SHORT_LIFE.toNanos() ? shortLives + 1 : 0;
                process = launch();
            }
            console.say("Envoy keeps ending and is not watched any more, see " + log());
        } catch (DemoFailed e) {
            console.say(String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Path log() {
        return process.log();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            // First, so that it starts no other.
            supervisor.interrupt();
            supervisor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.close();
    }
}
