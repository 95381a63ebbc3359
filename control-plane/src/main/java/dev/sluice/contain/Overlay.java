package dev.sluice.contain;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hosts with others in the place of some. */
public final class Overlay {
    private Overlay() {}

    /**
     * {@code hosts} with {@code instead} in the place of some; null takes a host away. It is {@code before} itself where
     * nothing differs from that, or each look would be a change.
     */
    public static ByName<Host> of(ByName<Host> hosts, Map<String, @Nullable Host> instead, ByName<Host> before) {
        if (instead.isEmpty()) {
            return hosts;
        }
        ByName<Host> overlaid = hosts.with(instead);
        return same(overlaid, before) ? before : overlaid;
    }

    /** Whether both have the same hosts in the same forms. */
    public static boolean same(ByName<Host> one, ByName<Host> other) {
        boolean[] different = new boolean[1];
        ByName.diff(one, other, (name, before, after) -> different[0] |= before == null || !before.equals(after));
        return !different[0];
    }
}
