package dev.sluice.reconcile;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A sleep that others can end. Any number of signals while nobody sleeps end the next sleep at once, and only that. */
public final class Wakeup {
    private final Semaphore signals = new Semaphore(0);

    public void signal() {
        signals.release();
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
