package dev.sluice.reconcile;

import com.google.common.collect.Comparators;
import dev.sluice.contain.Evidence;
import dev.sluice.contain.Overlay;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be kept on disk: what the rows say, as soon as one Envoy of the fleet took it, or no Envoy refused it for a
 * while. So neither a silent stream nor a health check that hangs keeps anything from being written, and nothing is
 * written that Envoys refuse.
 */
final class Keeping {
    /** An Envoy that refuses something says so in milliseconds. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Evidence evidence;
    private final Map<String, ByName<Host>> kept = new HashMap<>();
    private final Map<String, Long> changedAt = new HashMap<>();
    private @Nullable ByName<Host> handedOut;

    Keeping(Evidence evidence) {
        this.evidence = evidence;
    }

    /** What is to be kept now; empty when it is what it was. */
    Optional<ByName<Host>> next(Fleets fleets, Collection<Member> members, long now) {
        Set<String> names = new HashSet<>(kept.keySet());
        names.addAll(fleets.byName().keySet());
        for (String fleet : names) {
            keep(fleet, fleets.of(fleet).hosts(), Member.of(fleet, members), now);
        }
        ByName<Host> all = together(fleets, names);
        if (handedOut != null && Overlay.same(all, handedOut)) {
            return Optional.empty();
        }
        handedOut = all;
        return Optional.of(all);
    }

    private void keep(String fleet, ByName<Host> rows, Collection<Member> members, long now) {
        ByName<Host> before = kept.getOrDefault(fleet, ByName.empty());
        ByName<Host> good = Overlay.of(rows, insteadOfDoubtful(rows, members), before);
        if (good == before) {
            changedAt.remove(fleet);
            return;
        }
        long since = changedAt.computeIfAbsent(fleet, name -> now);
        boolean isDue = members.isEmpty()
                || members.stream().anyMatch(member -> member.containment().isTaken())
                || now - since >= LONGEST_WAIT.toNanos();
        if (isDue) {
            kept.put(fleet, good);
            changedAt.remove(fleet);
            if (good.isEmpty()) {
                kept.remove(fleet);
            }
        }
    }

    /** What takes the place of what some Envoy refuses and none took. */
    private Map<String, @Nullable Host> insteadOfDoubtful(ByName<Host> rows, Collection<Member> members) {
        Map<String, @Nullable Host> instead = new HashMap<>();
        for (Member member : members) {
            if (member.containment().holdsBack()) {
                member.containment().heldBack().keySet().stream()
                        .filter(name -> rows.containsKey(name)
                                && members.stream().noneMatch(other -> other.took(name, rows.get(name))))
                        .forEach(name -> instead.put(name, evidence.proved(name)));
            }
        }
        return instead;
    }

    private ByName<Host> together(Fleets fleets, Set<String> names) {
        Map<String, @Nullable Host> others = new HashMap<>();
        for (String fleet : names) {
            ByName.diff(fleets.of(fleet).hosts(), kept.getOrDefault(fleet, ByName.empty()), (name, now, before) -> {
                Host row = fleets.all().get(name);
                // A host that moved is where its row says that it is.
                if (row == null || row.fleet().equals(fleet)) {
                    others.put(name, before);
                }
            });
        }
        return Overlay.of(fleets.all(), others, handedOut == null ? ByName.empty() : handedOut);
    }

    /** Until when {@link #next} may wait. */
    Duration patience(Duration otherwise, long now) {
        Duration longest = otherwise;
        for (long since : changedAt.values()) {
            Duration left = Duration.ofNanos(Math.max(0, since + LONGEST_WAIT.toNanos() - now));
            longest = Comparators.min(left, longest);
        }
        return longest;
    }

    /** Nothing will be heard any more: what nobody refused until now is good. */
    void hurry() {
        changedAt.replaceAll((fleet, since) -> since - LONGEST_WAIT.toNanos());
    }
}
