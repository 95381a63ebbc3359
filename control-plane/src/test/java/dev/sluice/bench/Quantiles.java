package dev.sluice.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Of some durations, in milliseconds. With fewer than a hundred of them p99 is the slowest. */
record Quantiles(double p50, double p99) {
    static Quantiles of(List<Duration> durations) {
        List<Duration> sorted = durations.stream().sorted().toList();
        return new Quantiles(at(sorted, 0.5), at(sorted, 0.99));
    }

    private static double at(List<Duration> sorted, double part) {
        int rank = (int) Math.ceil(part * sorted.size());
        return Math.round(sorted.get(Math.max(rank, 1) - 1).toNanos() / 1e5) / 10.0;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,.0f / %,.0f ms", p50, p99);
    }
}
