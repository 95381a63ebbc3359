package dev.sluice.snapshot;

import com.google.protobuf.Message;
import io.envoyproxy.controlplane.cache.VersionedResource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All resources of one type, by name.
 *
 * @param version changes when any of them does, or when one comes or goes
 */
record Resources(String version, SortedMap<String, VersionedResource<? extends Message>> byName) {
    static final Resources NONE = of(new TreeMap<>());

    Resources {
        byName = Collections.unmodifiableSortedMap(byName);
    }

    static Resources of(SortedMap<String, VersionedResource<? extends Message>> byName) {
        return new Resources(versionOf(byName), byName);
    }

    /** The version of the resources named only; of all of them when none is named. */
    String version(List<String> names) {
        if (names.isEmpty()) {
            return version;
        }
        SortedMap<String, VersionedResource<? extends Message>> named = new TreeMap<>();
        for (String name : names) {
            VersionedResource<? extends Message> resource = byName.get(name);
            if (resource != null) {
                named.put(name, resource);
            }
        }
        return versionOf(named);
    }

    private static String versionOf(Map<String, VersionedResource<? extends Message>> resources) {
        SortedMap<String, String> versions = new TreeMap<>();
        resources.forEach((name, resource) -> versions.put(name, resource.version()));
        return Versions.of(versions);
    }
}
