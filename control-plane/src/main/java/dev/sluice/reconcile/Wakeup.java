package dev.sluice.reconcile;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A sleep that others can end. Any number of signals while nobody sleeps end the next sleep at once, and only that. */
public final class Wakeup {
    private final Semaphore signals = new Semaphore(0);
    private final AtomicBoolean rows = new AtomicBoolean();

    /** The rows may be others now, or whether they can be read. */
    public void signal() {
        rows.set(true);
        nudge();
    }

    /** Something else happened that the loop waits for, such as an answer of an Envoy. */
    public void nudge() {
        signals.release();
    }

    /** Whether there was a {@link #signal} since the last call. */
    boolean takeRows() {
        return rows.getAndSet(false);
    }

    /** Sleeps until a signal, or for {@code longest}; true if there was a signal. */
    boolean await(Duration longest) throws InterruptedException {
        if (signals.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            signals.drainPermits();
            return true;
        }
        return false;
    }
}
