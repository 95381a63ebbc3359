package dev.sluice.observe;

import dev.sluice.observe.Status.DatabaseState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the daemon does its work. It does so without its database as well, once it has something to serve: an Envoy
 * that connects then gets the last good content, so to take the daemon away would only make a small outage a large one.
 * Not ready is a daemon that has nothing to serve yet, and one whose loop hangs.
 */
record Readiness(Duration syncInterval) {
    /** Far beyond the timeouts of connecting and reading, so that only a loop that hangs comes so late. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(90);

    /** Why it is not ready; empty when it is. */
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
        if (silent.compareTo(syncInterval.plus(LONGEST_READ)) > 0) {
            reasons.add("the loop hangs: the last try to read the rows was " + silent.toSeconds() + " s ago");
        }
        return reasons;
    }
}
