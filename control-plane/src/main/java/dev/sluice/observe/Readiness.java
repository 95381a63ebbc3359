package dev.sluice.observe;

import dev.sluice.observe.Status.DatabaseState;
import dev.sluice.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the daemon does its work. A daemon without its database is ready as soon as it has something to serve: an
 * Envoy that connects gets the last good content, and to take the daemon away would turn a small outage into a large
 * one. Not ready is a daemon that has nothing to serve yet, and a daemon whose loop hangs.
 */
record Readiness(Duration syncInterval) {
    /** Why the daemon is not ready; empty when it is ready. */
    List<String> reasons(Status status, Instant now) {
        List<String> reasons = new ArrayList<>();
        Status.Database database = status.database();
        if (status.served().isEmpty()) {
            reasons.add(
                    database.state() == DatabaseState.AWAY
                            ? "nothing is served yet: the database is away, " + database.reason()
                            : "nothing is served yet: the rows are being read for the first time");
        }
        Duration silent = Duration.between(database.triedAt(), now);
        if (silent.compareTo(syncInterval.plus(Store.LONGEST_READ)) > 0) {
            reasons.add("the loop hangs: it last looked for the rows " + silent.toSeconds() + " s ago");
        }
        return reasons;
    }
}
