package dev.sluice.serve;

import java.time.Duration;
import java.util.OptionalInt;

/** A log line that others could make us write without end, at most once in some seconds. */
final class Seldom {
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private long last = System.nanoTime() - PAUSE;
    private int leftOut;

    /** Whether the line is due; if so, how many were left out before it. */
    synchronized OptionalInt due() {
        long now = System.nanoTime();
        if (now - last < PAUSE) {
            leftOut++;
            return OptionalInt.empty();
        }
        last = now;
        int before = leftOut;
        leftOut = 0;
        return OptionalInt.of(before);
    }
}
