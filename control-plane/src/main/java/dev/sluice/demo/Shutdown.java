package dev.sluice.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C, or a kill, made into something to wait for; the process stays until what was started is closed. */
final class Shutdown implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CountDownLatch asked = new CountDownLatch(1);
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
        asked.countDown();
        try {
            if (closed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                console.say("stopped; the rows are kept for the next time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void await() throws InterruptedException {
        asked.await();
    }

    /** Everything is closed. */
    @Override
    public void close() {
        closed.countDown();
    }
}
