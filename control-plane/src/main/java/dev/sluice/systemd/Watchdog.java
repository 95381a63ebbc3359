package dev.sluice.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When a sign of life is due: ten times within the time after which systemd takes the process for hung, however often
 * the loop turns.
 */
final class Watchdog {
    private final long period;
    private final LongSupplier nanoTime;
    private long last;

    private Watchdog(Duration period, LongSupplier nanoTime) {
        this.period = period.toNanos();
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong() - this.period;
    }

    /** The watchdog that systemd set in the variables; none where another process has to answer. */
    static Watchdog of(Map<String, String> variables, long pid, LongSupplier nanoTime) {
        String whose = variables.getOrDefault("WATCHDOG_PID", Long.toString(pid));
        boolean ours = whose.equals(Long.toString(pid));
        long micros = ours ? Long.parseLong(variables.getOrDefault("WATCHDOG_USEC", "0")) : 0;
        return new Watchdog(Duration.ofNanos(micros * 1000 / 10), nanoTime);
    }

    /** Whether a sign of life is due now. If so, this call counts as that sign. */
    boolean due() {
        long now = nanoTime.getAsLong();
        if (period == 0 || now - last < period) {
            return false;
        }
        last = now;
        return true;
    }
}
