package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.serve.Group;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.snapshot.Snapshots;

/** What the hosts of a fleet are in Envoy, made once for all Envoys of a {@link Group}. */
final class Forms {
    private final Snapshots snapshots;
    private FleetSnapshot latest = FleetSnapshot.EMPTY;

    Forms(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** Of what the fleet is to be, at the cost of what differs from the last call. */
    FleetSnapshot of(ByName<Host> hosts) {
        if (latest.hosts() != hosts) {
            latest = snapshots.next(latest, hosts);
        }
        return latest;
    }

    /** Of what one Envoy is to have for the moment, at the cost of what differs from {@code before}. */
    FleetSnapshot after(FleetSnapshot before, ByName<Host> hosts) {
        if (latest.hosts() == hosts) {
            return latest;
        }
        return before.hosts() == hosts ? before : snapshots.next(before, hosts);
    }
}
