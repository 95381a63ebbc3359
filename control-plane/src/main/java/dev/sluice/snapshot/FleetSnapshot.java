package dev.sluice.snapshot;

import com.google.common.collect.Maps;
import com.google.protobuf.Message;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.snapshot.Versions.Sum;
import dev.sluice.translate.Names;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.Snapshot;
import io.envoyproxy.controlplane.cache.VersionedResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * What an Envoy is to have. Each resource and each type has a version that comes from its content. The library's own
 * snapshot computes versions by {@code hashCode}, which collides and differs between JVMs. Two snapshots share what did
 * not change.
 */
public final class FleetSnapshot extends Snapshot {
    /** Nothing at all; the first snapshot differs from this one. */
    public static final FleetSnapshot EMPTY = new FleetSnapshot(ByName.empty(), ByName.empty(), Map.of(), Map.of());

    private final ByName<Host> hosts;
    private final ByName<Problem> bugs;
    private final Map<Integer, PortRoutes> ports;
    private final Map<ResourceType, Resources> types;

    FleetSnapshot(
            ByName<Host> hosts,
            ByName<Problem> bugs,
            Map<Integer, PortRoutes> ports,
            Map<ResourceType, Resources> types) {
        this.hosts = hosts;
        this.bugs = bugs;
        this.ports = Map.copyOf(ports);
        this.types = Map.copyOf(types);
    }

    /** The hosts that this snapshot was made of. */
    public ByName<Host> hosts() {
        return hosts;
    }

    /** Hosts that met a bug of ours, and keep their form of before. */
    public ByName<Problem> bugs() {
        return bugs;
    }

    Map<Integer, PortRoutes> ports() {
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

    /** Whether an Envoy that has {@code other} has anything more or less than this snapshot. */
    public boolean differs(FleetSnapshot other) {
        return this != other
                && Stream.of(ResourceType.values())
                        .anyMatch(type ->
                                !of(type).version().equals(other.of(type).version()));
    }

    /** How many resources came, went or changed from {@code other} to this snapshot. */
    public int differencesFrom(FleetSnapshot other) {
        int[] count = new int[1];
        for (ResourceType type : ResourceType.values()) {
            ByName.diff(
                    other.byName(type),
                    byName(type),
                    (name, before, after) -> count[0] +=
                            before == null || after == null || !before.version().equals(after.version()) ? 1 : 0);
        }
        return count[0];
    }

    /** The routes and listeners of this snapshot with the clusters and endpoints of {@code other}. */
    public FleetSnapshot withClustersOf(FleetSnapshot other) {
        Map<ResourceType, Resources> mixed = new HashMap<>(types);
        for (ResourceType type : List.of(ResourceType.CLUSTER, ResourceType.ENDPOINT)) {
            mixed.put(type, other.of(type));
        }
        return new FleetSnapshot(hosts, bugs, ports, mixed);
    }

    /** This snapshot, with {@code other}'s listeners and routes on those {@code ports} where this snapshot has none. */
    public FleetSnapshot withPortsOf(FleetSnapshot other, Set<Integer> ports) {
        Map<ResourceType, Resources> more = new HashMap<>(types);
        more.put(ResourceType.LISTENER, withThoseOf(other, ResourceType.LISTENER, ports, Names::listener));
        more.put(ResourceType.ROUTE, withThoseOf(other, ResourceType.ROUTE, ports, Names::routeConfiguration));
        return new FleetSnapshot(hosts, bugs, this.ports, more);
    }

    private Resources withThoseOf(
            FleetSnapshot other, ResourceType type, Set<Integer> ports, IntFunction<String> nameOf) {
        Map<String, VersionedResource<? extends Message>> lacked = new HashMap<>();
        for (int port : ports) {
            String name = nameOf.apply(port);
            VersionedResource<? extends Message> theirs = other.byName(type).get(name);
            if (theirs != null && !byName(type).containsKey(name)) {
                lacked.put(name, theirs);
            }
        }
        return of(type).with(lacked);
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
