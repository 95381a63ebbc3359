package dev.sluice.bench;

import dev.sluice.testing.KeptConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Asks Envoy's main thread every 2 ms whether it is ready, and keeps the longest time that it took to answer. */
final class Stalls implements AutoCloseable {
    private static final int PAUSE_MILLIS = 2;

    private final int adminPort;
    private final Thread thread = new Thread(this::watch, "stalls");
    private volatile boolean closed;
    private volatile long longest;

    private Stalls(int adminPort) {
        this.adminPort = adminPort;
        thread.setDaemon(true);
    }

    static Stalls watch(int adminPort) {
        Stalls stalls = new Stalls(adminPort);
        stalls.thread.start();
        return stalls;
    }

    Duration longest() {
        return Duration.ofNanos(longest);
    }

    private void watch() {
        try (KeptConnection connection = KeptConnection.to(adminPort)) {
            while (!closed) {
                long start = System.nanoTime();
                connection.get("admin", "/ready");
                longest = Math.max(longest, System.nanoTime() - start);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
