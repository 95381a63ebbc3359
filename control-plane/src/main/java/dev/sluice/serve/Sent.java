package dev.sluice.serve;

import io.envoyproxy.controlplane.cache.DeltaResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What one stream was sent of one type since it was last heard. The library takes note of what is acknowledged and forgets
 * what is refused; but a refusal of one resource may have cost its good neighbours as well, or not: Envoy drops a whole
 * response for some mistakes and single resources for others. So of all that was in it the state is not known.
 */
final class Sent {
    /** No version of ours: whatever has it is to be sent again, or removed. */
    private static final String UNKNOWN = "refused";

    private final Map<String, String> versions = new HashMap<>();

    synchronized void add(DeltaResponse response) {
        response.resources().forEach((name, resource) -> versions.put(name, resource.version()));
    }

    /**
     * Envoy has answered everything.
     *
     * @param tracked what it has acknowledged, by name and version; what it refused is marked there
     * @param wanted whether it still wants a name
     * @return whether something of it is refused
     */
    synchronized boolean heard(Map<String, String> tracked, Predicate<String> wanted) {
        boolean refused = false;
        for (Map.Entry<String, String> each : versions.entrySet()) {
            String name = each.getKey();
            if (!each.getValue().equals(tracked.get(name)) && wanted.test(name)) {
                tracked.put(name, UNKNOWN);
                refused = true;
            }
        }
        versions.clear();
        return refused;
    }
}
