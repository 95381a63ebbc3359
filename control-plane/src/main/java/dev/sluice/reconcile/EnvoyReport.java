package dev.sluice.reconcile;

import dev.sluice.serve.Envoy;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far one Envoy follows.
 *
 * @param since when it came
 * @param silentSince since when it answers nothing; empty while it answers
 * @param refuses the hosts that it is not sent as their rows are, each with its words
 */
public record EnvoyReport(
        Envoy envoy, Instant since, Optional<Instant> silentSince, SortedMap<String, String> refuses) {
    public EnvoyReport {
        refuses = new TreeMap<>(refuses);
    }
}
