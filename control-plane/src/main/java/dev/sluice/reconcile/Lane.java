package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.serve.Group;
import dev.sluice.serve.XdsServer;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.snapshot.Snapshots;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of snapshots to the Envoys of one group, make before break: a route to a new cluster waits until Envoy has
 * taken the cluster, and clusters go after the routes to them. Without the wait the first requests of a new host get 503.
 */
final class Lane {
    /**
     * Envoy acknowledges clusters when all of them are warm, which takes milliseconds, or seconds where a health check
     * hangs. Nobody else's routes wait for that longer than this.
     */
    private static final Duration LONGEST_HOLD = Duration.ofMillis(250);

    private final XdsServer server;
    private final Group group;
    private final Snapshots snapshots;
    private final LongSupplier nanoTime;
    private FleetSnapshot wanted = FleetSnapshot.EMPTY;
    private @Nullable FleetSnapshot sent;
    private boolean holding;
    private long holdUntil;
    private int changes;

    Lane(XdsServer server, Group group, Snapshots snapshots, LongSupplier nanoTime) {
        this.server = server;
        this.group = group;
        this.snapshots = snapshots;
        this.nanoTime = nanoTime;
    }

    /** Sends what may be sent now of the way to {@code hosts}; true if that was the end of the way. */
    boolean publish(ByName<Host> hosts) {
        if (wanted.hosts() != hosts) {
            wanted = snapshots.next(wanted, hosts);
        }
        FleetSnapshot next = next();
        boolean first = sent == null;
        if (sent == null || next.differs(sent)) {
            changes += server.publish(group, next);
        }
        sent = next;
        return !holding && (first || changes > 0);
    }

    /** The number of resources sent since the last call. */
    int takeChanges() {
        int taken = changes;
        changes = 0;
        return taken;
    }

    FleetSnapshot wanted() {
        return wanted;
    }

    boolean isSettled() {
        return !holding && server.allAnswered(group);
    }

    void retryListeners() {
        server.retryListeners(group);
    }

    /** How long {@link #publish} need not be called if nothing happens meanwhile. */
    Duration patience(Duration otherwise) {
        return holding ? Duration.ofNanos(Math.max(0, holdUntil - nanoTime.getAsLong())) : otherwise;
    }

    private FleetSnapshot next() {
        FleetSnapshot before = sent;
        if (before == null) {
            return wanted;
        }
        long now = nanoTime.getAsLong();
        boolean newClusters = wanted.hasNewClusters(before);
        if (newClusters && !holding) {
            holding = true;
            holdUntil = now + LONGEST_HOLD.toNanos();
        }
        boolean wait = holding && now - holdUntil < 0 && (newClusters || !server.clustersTaken(group));
        holding = wait;
        return wait ? before.withClustersOf(wanted) : wanted;
    }
}
