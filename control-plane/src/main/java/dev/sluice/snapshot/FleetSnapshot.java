package dev.sluice.snapshot;

import com.google.common.collect.Maps;
import com.google.protobuf.Message;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.snapshot.Versions.Sum;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.Snapshot;
import io.envoyproxy.controlplane.cache.VersionedResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an Envoy is to have, each resource and each type with a version that is its content. The library's own snapshot
 * computes versions by {@code hashCode}, which collides and differs between JVMs. Two snapshots share what did not change.
 */
public final class FleetSnapshot extends Snapshot {
    /** Nothing at all: what the first snapshot differs from. */
    public static final FleetSnapshot EMPTY = new FleetSnapshot(ByName.empty(), ByName.empty(), Map.of(), Map.of());

    private final ByName<Host> hosts;
    private final ByName<Problem> bugs;
    private final Map<Integer, Port> ports;
    private final Map<ResourceType, Resources> types;

    FleetSnapshot(
            ByName<Host> hosts, ByName<Problem> bugs, Map<Integer, Port> ports, Map<ResourceType, Resources> types) {
        this.hosts = hosts;
        this.bugs = bugs;
        this.ports = Map.copyOf(ports);
        this.types = Map.copyOf(types);
    }

    /** The hosts it was made of. */
    public ByName<Host> hosts() {
        return hosts;
    }

    /** Hosts that met a bug of ours, and keep the form they had. */
    public ByName<Problem> bugs() {
        return bugs;
    }

    Map<Integer, Port> ports() {
        return ports;
    }

    Resources of(ResourceType type) {
        return types.getOrDefault(type, Resources.NONE);
    }

    /** The version of everything together. */
    public String version() {
        Sum sum = Sum.ZERO;
        for (ResourceType type : ResourceType.values()) {
            sum = sum.plus(type.name(), of(type).version());
        }
        return Versions.of(sum);
    }

    /** Whether an Envoy that has {@code other} lacks anything of this, or has too much. */
    public boolean differs(FleetSnapshot other) {
        return this != other
                && Stream.of(ResourceType.values())
                        .anyMatch(type ->
                                !of(type).version().equals(other.of(type).version()));
    }

    /** Whether there are clusters here that {@code before} does not have. */
    public boolean hasNewClusters(FleetSnapshot before) {
        boolean[] found = new boolean[1];
        ByName.diff(
                before.byName(ResourceType.CLUSTER),
                byName(ResourceType.CLUSTER),
                (name, old, now) -> found[0] |= old == null);
        return found[0];
    }

    /** This snapshot with the clusters and endpoints of {@code next} added: nothing is taken away, no route changes. */
    public FleetSnapshot withClustersOf(FleetSnapshot next) {
        Map<ResourceType, Resources> union = new HashMap<>(types);
        for (ResourceType type : List.of(ResourceType.CLUSTER, ResourceType.ENDPOINT)) {
            Map<String, VersionedResource<? extends Message>> additions = new HashMap<>();
            ByName.diff(byName(type), next.byName(type), (name, old, now) -> {
                if (now != null) {
                    additions.put(name, now);
                }
            });
            union.put(type, of(type).with(additions));
        }
        return new FleetSnapshot(hosts, bugs, ports, union);
    }

    /** How many resources of {@code type} there are. */
    public int count(ResourceType type) {
        return of(type).byName().size();
    }

    /** The resources of {@code type}. */
    public ByName<VersionedResource<? extends Message>> byName(ResourceType type) {
        return of(type).byName();
    }

    @Override
    public String version(ResourceType type, List<String> names) {
        return of(type).version(names);
    }

    @Override
    public Map<String, VersionedResource<? extends Message>> versionedResources(ResourceType type) {
        return of(type).byName();
    }

    @Override
    public Map<String, ? extends Message> resources(ResourceType type) {
        return Maps.transformValues(of(type).byName(), VersionedResource::resource);
    }
}
