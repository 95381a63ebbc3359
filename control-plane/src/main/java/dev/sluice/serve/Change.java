package dev.sluice.serve;

import dev.sluice.model.ByName;
import dev.sluice.snapshot.FleetSnapshot;
import io.envoyproxy.controlplane.cache.DeltaWatch;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.VersionedResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What differs between two snapshots in one type.
 *
 * @param version the type's version afterwards
 */
record Change(ResourceType type, String version, Map<String, VersionedResource<?>> changed, List<String> removed) {
    /**
     * Make before break (Envoy's xDS protocol, "Eventual consistency considerations"): clusters and their endpoints come
     * before the routes that lead to them, and go after. Routes come before listeners: a listener that comes back finds
     * the routes that Envoy kept for it while it drained, and these must not be old ones.
     */
    static List<Change> between(FleetSnapshot previous, FleetSnapshot next) {
        Change clusters = of(ResourceType.CLUSTER, previous, next);
        Change endpoints = of(ResourceType.ENDPOINT, previous, next);
        return Stream.of(
                        clusters.additions(),
                        endpoints.additions(),
                        of(ResourceType.ROUTE, previous, next),
                        of(ResourceType.LISTENER, previous, next),
                        clusters.removals(),
                        endpoints.removals())
                .filter(change -> !change.isEmpty())
                .toList();
    }

    private static Change of(ResourceType type, FleetSnapshot previous, FleetSnapshot next) {
        Map<String, VersionedResource<?>> changed = new HashMap<>();
        List<String> removed = new ArrayList<>();
        ByName.diff(previous.byName(type), next.byName(type), (name, before, after) -> {
            if (after == null) {
                removed.add(name);
            } else if (before == null || !before.version().equals(after.version())) {
                changed.put(name, after);
            }
        });
        return new Change(type, next.version(type, List.of()), changed, removed);
    }

    private Change additions() {
        return new Change(type, version, changed, List.of());
    }

    private Change removals() {
        return new Change(type, version, Map.of(), removed);
    }

    /**
     * What is for a watch that names what it wants. Removals are not: Envoy itself knows from clusters and listeners when
     * it wants endpoints and routes no more, and says so.
     */
    Change askedForBy(DeltaWatch watch) {
        Map<String, VersionedResource<?>> asked = changed.entrySet().stream()
                .filter(entry -> watch.trackedResources().containsKey(entry.getKey())
                        || watch.pendingResources().contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Change(type, version, asked, List.of());
    }

    /** All that is for {@code watch} and that its Envoy is not known to have, or should have no more. */
    static Change lackedBy(DeltaWatch watch, FleetSnapshot snapshot) {
        ResourceType type = watch.request().getResourceType();
        Map<String, String> had = watch.trackedResources();
        Map<String, VersionedResource<?>> lacked = new HashMap<>();
        snapshot.byName(type).forEach((name, resource) -> {
            if (!resource.version().equals(had.get(name))) {
                lacked.put(name, resource);
            }
        });
        List<String> removed = had.keySet().stream()
                .filter(name -> !snapshot.byName(type).containsKey(name))
                .toList();
        Change all = new Change(type, snapshot.version(type, List.of()), lacked, removed);
        return watch.isWildcard() ? all : all.askedForBy(watch);
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /** The number of resources that came, went or differ. */
    int size() {
        return changed.size() + removed.size();
    }
}
