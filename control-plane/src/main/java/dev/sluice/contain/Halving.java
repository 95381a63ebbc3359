package dev.sluice.contain;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out which of some hosts an Envoy refuses, by sending them in halves: a half that is taken is innocent, one that
 * is refused is halved again. At first all of them are withheld; if even that is refused, it is not because of them.
 */
final class Halving {
    /** Envoy answers for clusters when the first health checks are over; nobody's search waits for them longer. */
    private static final Duration LONGEST_TRY = Duration.ofSeconds(15);

    private final Deque<List<String>> untried = new ArrayDeque<>();
    private final Set<String> withheld;
    private final Set<String> guilty = new TreeSet<>();
    private List<String> trying = List.of();
    private boolean refused;
    private boolean done;
    private long triedSince;

    Halving(Collection<String> suspects, long now) {
        this.withheld = new HashSet<>(suspects);
        this.triedSince = now;
        addHalves(suspects.stream().sorted().toList());
    }

    /** Those that are not to be sent now. */
    Set<String> withheld() {
        return withheld;
    }

    /** What is being tried is refused. */
    void refused() {
        refused = true;
    }

    /** What is being tried is answered, one way or the other: goes on with the next. */
    void answered(long now) {
        if (refused && trying.isEmpty()) {
            done = true;
            return;
        }
        if (refused) {
            withheld.addAll(trying);
            judge();
        }
        refused = false;
        triedSince = now;
        trying = untried.isEmpty() ? List.of() : untried.pop();
        trying.forEach(withheld::remove);
        done = trying.isEmpty();
    }

    private void judge() {
        if (trying.size() == 1) {
            guilty.addAll(trying);
        } else {
            addHalves(trying);
        }
    }

    private void addHalves(List<String> names) {
        int half = names.size() / 2;
        untried.push(names.subList(half, names.size()));
        if (half > 0) {
            untried.push(names.subList(0, half));
        }
    }

    boolean isOverdue(long now) {
        return now - triedSince > LONGEST_TRY.toNanos();
    }

    boolean isTrying() {
        return !trying.isEmpty();
    }

    boolean isRefused() {
        return refused;
    }

    boolean isDone() {
        return done;
    }

    /** When it is done: those whom Envoy refuses. */
    Set<String> guilty() {
        return guilty;
    }
}
