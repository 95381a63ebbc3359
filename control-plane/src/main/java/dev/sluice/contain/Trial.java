package dev.sluice.contain;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks an Envoy itself which of some suspects it refuses, by sending them in halves. The first try is without all
 * suspects: an Envoy that refuses even that does not refuse it because of them.
 */
final class Trial {
    /** An Envoy answers for clusters when the first health checks are over; no search waits longer for one try. */
    private static final Duration LONGEST_TRY = Duration.ofSeconds(15);

    private final Suspects suspects;
    private final Halving halving;
    private final Set<String> withheld;
    private List<String> tried = List.of();
    private boolean refused;
    private long since;

    Trial(Suspects suspects, long now) {
        this.suspects = suspects;
        this.halving = Halving.ofRefused(suspects.names());
        this.withheld = new HashSet<>(suspects.names());
        this.since = now;
    }

    /** The suspects that are not to be sent now. */
    Set<String> withheld() {
        return withheld;
    }

    /** Whether suspects are being tried: nothing else should change at the Envoy meanwhile. */
    boolean isTrying() {
        return !tried.isEmpty();
    }

    /** What is sent now is refused. */
    void refused() {
        refused = true;
    }

    /** Whether the Envoy had long enough to answer this try. */
    boolean isOverdue(long now) {
        return now - since > LONGEST_TRY.toNanos();
    }

    /** This try is answered, or is not going to be: goes on with the next one. Returns whether there is one. */
    boolean goesOn(long now) {
        if (isRefusedWithoutAll()) {
            return false;
        }
        if (refused) {
            withheld.addAll(tried);
            halving.refused(tried, suspects::words);
        }
        refused = false;
        since = now;
        tried = halving.next();
        tried.forEach(withheld::remove);
        return isTrying();
    }

    /** Whether what the Envoy was sent without all suspects is refused. */
    boolean isRefusedWithoutAll() {
        return refused && tried.isEmpty();
    }

    /** When the trial is over: the suspects that the Envoy refuses, each with the words. */
    Map<String, String> guilty() {
        return halving.guilty();
    }
}
