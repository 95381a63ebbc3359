package dev.sluice.demo;

import dev.sluice.Daemon;
import dev.sluice.serve.CannotListen;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ctrl-C, or a kill, made into something to wait for; the process stays until what was started is closed. */
final class Shutdown implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Shutdown(Console console) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> hold(console), "demo-shutdown"));
    }

    static Shutdown of(Console console) {
        return new Shutdown(console);
    }

    private void hold(Console console) {
        if (closed.getCount() == 0) {
            return;
        }
        console.say("");
        console.say("stopping ...");
        asked.complete(null);
        try {
            if (closed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                console.say("stopped; the rows are kept for the next time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for at most {@code limit}; whether the end was asked for by then. Throws when the daemon ended by itself. */
    boolean isAsked(Duration limit) throws DemoFailed, InterruptedException {
        try {
            asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException e) {
            throw ended(e);
        }
    }

    void await() throws DemoFailed, InterruptedException {
        try {
            asked.get();
        } catch (ExecutionException e) {
            throw ended(e);
        }
    }

    private static DemoFailed ended(ExecutionException e) {
        return e.getCause() instanceof CannotListen portTaken
                ? DemoFailed.because(portTaken)
                : new DemoFailed("the daemon ended: " + e.getCause(), e);
    }

    /** Ends the wait with a failure when the daemon ends by itself. */
    void watch(Daemon daemon) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        daemon.join();
                    } catch (IllegalStateException | CannotListen bugOrPortTaken) {
                        asked.completeExceptionally(bugOrPortTaken);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "demo-daemon-watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Everything is closed. */
    @Override
    public void close() {
        closed.countDown();
    }
}
