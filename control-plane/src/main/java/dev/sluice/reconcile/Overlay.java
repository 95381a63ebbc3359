package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;

/** Hosts with others in the place of some: the same map as before as long as nothing differs, or each look would be a change. */
final class Overlay {
    private Overlay() {}

    /** Whether both have the same hosts in the same forms. */
    static boolean same(ByName<Host> one, ByName<Host> other) {
        boolean[] different = new boolean[1];
        ByName.diff(one, other, (name, before, after) -> different[0] |= before == null || !before.equals(after));
        return !different[0];
    }
}
