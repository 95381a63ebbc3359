package dev.sluice.snapshot;

import com.google.protobuf.Message;
import dev.sluice.model.ByName;
import dev.sluice.snapshot.Versions.Sum;
import io.envoyproxy.controlplane.cache.VersionedResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All resources of one type. Two such sets share what did not change.
 *
 * @param sum of all names and versions
 * @param version changes when any resource changes, comes or goes
 */
record Resources(ByName<VersionedResource<? extends Message>> byName, Sum sum, String version) {
    static final Resources NONE = of(ByName.empty(), Sum.ZERO);

    private static Resources of(ByName<VersionedResource<? extends Message>> byName, Sum sum) {
        return new Resources(byName, sum, Versions.of(sum));
    }

    /** These resources with {@code changes}, in which null takes a name away. A resource of equal version stays. */
    Resources with(Map<String, ? extends @Nullable VersionedResource<? extends Message>> changes) {
        Map<String, @Nullable VersionedResource<? extends Message>> real = new HashMap<>();
        Sum changed = sum;
        for (var change : changes.entrySet()) {
            String name = change.getKey();
            VersionedResource<? extends Message> before = byName.get(name);
            VersionedResource<? extends Message> after = change.getValue();
            if (before != null && after != null && before.version().equals(after.version())) {
                continue;
            }
            if (before != null) {
                changed = changed.minus(name, before.version());
            }
            if (after != null) {
                changed = changed.plus(name, after.version());
            }
            real.put(name, after);
        }
        ByName<VersionedResource<? extends Message>> next = byName.with(real);
        return next == byName ? this : of(next, changed);
    }

    /** The version of the named resources; of all resources when no name is given. */
    String version(List<String> names) {
        if (names.isEmpty()) {
            return version;
        }
        Sum named = Sum.ZERO;
        for (String name : names) {
            VersionedResource<? extends Message> resource = byName.get(name);
            named = resource == null ? named : named.plus(name, resource.version());
        }
        return Versions.of(named);
    }
}
