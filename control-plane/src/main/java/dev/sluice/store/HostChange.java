package dev.sluice.store;

import dev.sluice.model.Host;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of one host when a file is applied.
 *
 * @param before as its rows are now; empty for a new host
 * @param after as they are to be; empty for a host that goes
 */
public record HostChange(Optional<Host> before, Optional<Host> after) {
    /** What happens, in the word that users read. */
    public enum Kind {
        CREATED,
        CHANGED,
        UNCHANGED,
        DELETED
    }

    /**
     * The way from {@code current} to {@code wanted}, sorted by host.
     *
     * @param current hosts by name
     * @param prune whether hosts that are not wanted are deleted
     */
    static List<HostChange> plan(Map<String, Host> current, List<Host> wanted, boolean prune) {
        Map<String, Host> left = new HashMap<>(current);
        List<HostChange> changes = new ArrayList<>();
        wanted.forEach(
                host -> changes.add(new HostChange(Optional.ofNullable(left.remove(host.host())), Optional.of(host))));
        if (prune) {
            left.values().forEach(host -> changes.add(new HostChange(Optional.of(host), Optional.empty())));
        }
        changes.sort(Comparator.comparing(HostChange::host));
        return List.copyOf(changes);
    }

    public String host() {
        return after.or(() -> before).map(Host::host).orElse("");
    }

    public Kind kind() {
        if (before.isEmpty()) {
            return Kind.CREATED;
        }
        if (after.isEmpty()) {
            return Kind.DELETED;
        }
        return before.equals(after) ? Kind.UNCHANGED : Kind.CHANGED;
    }
}
