package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All hosts, and those of each fleet. A fleet whose hosts did not change is the same object as before, so that nothing is
 * done for it.
 */
record Fleets(ByName<Host> all, Map<String, Part> byName) {
    static final Fleets NONE = new Fleets(ByName.empty(), Map.of());

    /**
     * The hosts of one fleet.
     *
     * @param targets how many targets they have together
     */
    record Part(ByName<Host> hosts, int targets) {
        static final Part EMPTY = new Part(ByName.empty(), 0);

        Part with(Map<String, @Nullable Host> changes) {
            ByName<Host> changed = hosts.with(changes);
            // Counting all of them would be a quarter of what a changed target costs at 10,000 hosts.
            int[] more = new int[1];
            ByName.diff(hosts, changed, (name, before, after) -> more[0] += targetsOf(after) - targetsOf(before));
            return new Part(changed, targets + more[0]);
        }

        private static int targetsOf(@Nullable Host host) {
            return host == null ? 0 : host.targets().size();
        }
    }

    /** Empty for a fleet that no host names. */
    Part of(String fleet) {
        return byName.getOrDefault(fleet, Part.EMPTY);
    }

    /** Those of {@code hosts}, at the cost of what differs from these. */
    Fleets next(ByName<Host> hosts) {
        if (hosts == all) {
            return this;
        }
        Map<String, Map<String, @Nullable Host>> changes = new HashMap<>();
        ByName.diff(all, hosts, (name, before, after) -> {
            if (before != null) {
                changes.computeIfAbsent(before.fleet(), fleet -> new HashMap<>())
                        .put(name, null);
            }
            // After a null of the same fleet, and in its place.
            if (after != null) {
                changes.computeIfAbsent(after.fleet(), fleet -> new HashMap<>()).put(name, after);
            }
        });
        Map<String, Part> next = new HashMap<>(byName);
        changes.forEach((fleet, ofFleet) -> next.put(fleet, of(fleet).with(ofFleet)));
        next.values().removeIf(part -> part.hosts().isEmpty());
        return new Fleets(hosts, Map.copyOf(next));
    }
}
