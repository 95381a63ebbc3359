package dev.sluice.snapshot;

import com.google.common.collect.Maps;
import com.google.protobuf.Message;
import dev.sluice.translate.XdsResources;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.Snapshot;
import io.envoyproxy.controlplane.cache.VersionedResource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What an Envoy is to have, each resource and each type with a version that is its content. The library's own snapshot
 * would compute versions by {@code hashCode}, which collides and differs between JVMs.
 */
public final class FleetSnapshot extends Snapshot {
    private final Map<ResourceType, Resources> types;

    private FleetSnapshot(Map<ResourceType, Resources> types) {
        this.types = Map.copyOf(types);
    }

    public static FleetSnapshot of(XdsResources resources) {
        Resources clusters = resources(resources.clusters(), cluster -> cluster.getName(), name -> "");
        return new FleetSnapshot(Map.of(
                ResourceType.LISTENER, resources(resources.listeners(), listener -> listener.getName(), name -> ""),
                ResourceType.ROUTE, resources(resources.routes(), routes -> routes.getName(), name -> ""),
                ResourceType.CLUSTER, clusters,
                // A changed cluster asks for its endpoints anew and is not warm before it has them; Envoy does not
                // say so on a delta stream, and would hold back every cluster until its timeout. So they go together.
                ResourceType.ENDPOINT,
                        resources(
                                resources.endpoints(),
                                endpoints -> endpoints.getClusterName(),
                                name -> versionOf(clusters, name))));
    }

    /** The version of everything together. */
    public String version() {
        SortedMap<String, String> versions = new TreeMap<>();
        types.forEach((type, resources) -> versions.put(type.name(), resources.version()));
        return Versions.of(versions);
    }

    /** How many resources of {@code type} there are. */
    public int count(ResourceType type) {
        return of(type).byName().size();
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

    private Resources of(ResourceType type) {
        return types.getOrDefault(type, Resources.NONE);
    }

    private static <T extends Message> Resources resources(
            List<T> messages, Function<T, String> name, Function<String, String> companion) {
        SortedMap<String, VersionedResource<? extends Message>> byName = new TreeMap<>();
        for (T message : messages) {
            String key = name.apply(message);
            String version = Versions.of(Versions.bytes(message), companion.apply(key));
            byName.put(key, VersionedResource.create(message, version));
        }
        return Resources.of(byName);
    }

    private static String versionOf(Resources clusters, String name) {
        VersionedResource<? extends Message> cluster = clusters.byName().get(name);
        return cluster == null ? "" : cluster.version();
    }
}
