package dev.sluice.serve;

import dev.sluice.snapshot.FleetSnapshot;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.VersionedResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two snapshots in one type.
 *
 * @param version the type's version afterwards
 */
record Change(ResourceType type, String version, Map<String, VersionedResource<?>> changed, List<String> removed) {
    /**
     * Make before break (Envoy's xDS protocol, "Eventual consistency considerations"): clusters and their endpoints come
     * before the routes that lead to them, and go after.
     */
    static List<Change> between(@Nullable FleetSnapshot previous, FleetSnapshot next) {
        Change clusters = of(ResourceType.CLUSTER, previous, next);
        Change endpoints = of(ResourceType.ENDPOINT, previous, next);
        return Stream.of(
                        clusters.additions(),
                        endpoints.additions(),
                        of(ResourceType.LISTENER, previous, next),
                        of(ResourceType.ROUTE, previous, next),
                        clusters.removals(),
                        endpoints.removals())
                .filter(change -> !change.isEmpty())
                .toList();
    }

    private static Change of(ResourceType type, @Nullable FleetSnapshot previous, FleetSnapshot next) {
        String version = next.version(type, List.of());
        if (previous != null && previous.version(type, List.of()).equals(version)) {
            return new Change(type, version, Map.of(), List.of());
        }
        Map<String, VersionedResource<?>> before = resources(previous, type);
        Map<String, VersionedResource<?>> after = resources(next, type);
        Map<String, VersionedResource<?>> changed = new LinkedHashMap<>();
        after.forEach((name, resource) -> {
            VersionedResource<?> old = before.get(name);
            if (old == null || !old.version().equals(resource.version())) {
                changed.put(name, resource);
            }
        });
        List<String> removed = new ArrayList<>(before.keySet());
        removed.removeAll(after.keySet());
        return new Change(type, version, changed, removed);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, VersionedResource<?>> resources(@Nullable FleetSnapshot snapshot, ResourceType type) {
        return snapshot == null
                ? Map.of()
                : (Map<String, VersionedResource<?>>) (Map<String, ?>) snapshot.versionedResources(type);
    }

    private Change additions() {
        return new Change(type, version, changed, List.of());
    }

    private Change removals() {
        return new Change(type, version, Map.of(), removed);
    }

    /** The part about the names that {@code wanted} accepts. */
    Change only(Predicate<String> wanted) {
        return new Change(
                type,
                version,
                changed.entrySet().stream()
                        .filter(entry -> wanted.test(entry.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                removed.stream().filter(wanted).toList());
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /** The number of resources that came, went or differ. */
    int size() {
        return changed.size() + removed.size();
    }
}
