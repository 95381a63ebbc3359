package dev.sluice.config;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * What one read of the rows may do.
 *
 * @param guardShare the part of all hosts, or of all targets, that may be gone at once; 1 lets everything go
 * @param guardMinimum how many hosts or targets may be gone at once, however few there are
 * @param maxHosts a table with more hosts than this, or with ten times as many targets, is not read
 * @param maxTargets a host with more targets than this is not applied
 * @param maxStandbyLag a standby that is further behind its primary is not read
 */
public record Limits(BigDecimal guardShare, int guardMinimum, int maxHosts, int maxTargets, Duration maxStandbyLag) {
    /** The defaults of the settings. */
    public static final Limits USUAL = new Limits(new BigDecimal("0.15"), 20, 200_000, 1000, Duration.ofSeconds(10));
}
