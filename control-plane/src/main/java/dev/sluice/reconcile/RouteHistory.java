package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.snapshot.FleetSnapshot;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one Envoy's routes since those that it has: they tell how far the Envoy has followed. A step is a
 * snapshot that was sent.
 */
final class RouteHistory {
    /** So far behind an Envoy may be; of one that is farther behind it is only known that it is. */
    private static final int LONGEST = 1000;

    /** From which step on a route configuration had a version; the empty version says that it was gone. */
    private record Entry(long from, String version) {}

    private final Map<String, Deque<Entry>> byName = new HashMap<>();

    /** Takes down what {@code next} changes at {@code step}. */
    void add(long step, FleetSnapshot before, FleetSnapshot next) {
        ByName.diff(before.byName(ResourceType.ROUTE), next.byName(ResourceType.ROUTE), (name, old, now) -> {
            String version = now == null ? "" : now.version();
            Deque<Entry> entries = byName.computeIfAbsent(name, each -> new ArrayDeque<>());
            if (entries.isEmpty() || !entries.getLast().version().equals(version)) {
                entries.addLast(new Entry(step, version));
                if (entries.size() > LONGEST) {
                    entries.removeFirst();
                }
            }
        });
    }

    /**
     * The last step whose routes the Envoy has, all of them.
     *
     * @param step the last that was sent
     * @param returned whether the Envoy had something when it came
     * @param listeners those that the Envoy took last, of the same names as their routes; null when it named none yet
     * @param routes the versions of the routes that it took last; null when it named none yet
     * @param onTheirWay whether it was sent others since: with those it may be between two steps of the same routes
     */
    long reached(
            long step,
            boolean returned,
            @Nullable Set<String> listeners,
            @Nullable Map<String, String> routes,
            boolean onTheirWay) {
        boolean unheard = listeners == null ? returned : routes == null && !listeners.isEmpty();
        if (unheard) {
            return 0;
        }
        return listeners == null || routes == null ? step : reachedOf(step, listeners, routes, onTheirWay);
    }

    private long reachedOf(long step, Set<String> listeners, Map<String, String> routes, boolean onTheirWay) {
        long reached = step;
        for (Map.Entry<String, Deque<Entry>> each : byName.entrySet()) {
            String version = routes.get(each.getKey());
            Deque<Entry> entries = each.getValue();
            boolean isGone = entries.getLast().version().isEmpty();
            if (isGone ? listeners.contains(each.getKey()) : version != null) {
                String has = version == null ? "" : version;
                reached = Math.min(
                        reached, onTheirWay ? reachedAtLeast(step, entries, has) : reached(step, entries, has));
            } else if (isGone && onTheirWay) {
                reached = Math.min(reached, entries.getLast().from() - 1);
            }
        }
        byName.values()
                .removeIf(entries -> !onTheirWay
                        && entries.size() == 1
                        && entries.getLast().version().isEmpty());
        return reached;
    }

    /** The end of the first of the steps with these routes: a later one may be still to come. */
    private static long reachedAtLeast(long step, Deque<Entry> entries, String version) {
        boolean found = false;
        for (Entry entry : entries) {
            if (found) {
                return entry.from() - 1;
            }
            found = entry.version().equals(version);
        }
        return found ? step : 0;
    }

    private static long reached(long step, Deque<Entry> entries, String version) {
        long until = step;
        for (Iterator<Entry> latestFirst = entries.descendingIterator(); latestFirst.hasNext(); ) {
            Entry entry = latestFirst.next();
            if (entry.version().equals(version)) {
                // What is older than what the Envoy has is never asked for again.
                while (entries.getFirst() != entry) {
                    entries.removeFirst();
                }
                return until;
            }
            until = entry.from() - 1;
        }
        // From before all that is remembered: from another daemon, or far behind.
        return 0;
    }
}
