package dev.sluice.store;

import dev.sluice.config.DurationText;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a server's rows can be relied on to be the latest. A standby repeats what its primary did, and may be late with
 * it; whoever is none has, by definition, the latest there are.
 *
 * @param standby whether it is one
 * @param wentBack whether it lacks something that was read before
 * @param lag behind its primary; empty when nothing tells
 */
record Freshness(boolean standby, boolean wentBack, Optional<Duration> lag) {
    /**
     * The lag in seconds, by what every role may ask. Of the receiver such a role sees only that there is one, and there
     * is one only while it is connected. Without it, or with something left to repeat, the age of the last transaction
     * that was repeated is as far as it can be behind.
     */
    static final String LAG = """
            CASE
                WHEN NOT standby THEN 0
                WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver)
                    THEN 0
                ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::numeric
            END""";

    private static final String INSTEAD =
            "; read the primary (target_session_attrs=primary in the database's URL), or wait for the standby";

    /** Why its rows are not to be served, in a sentence that stays the same as long as the reason does. */
    Optional<String> objection(Duration mostLag) {
        if (!standby) {
            return Optional.empty();
        }
        if (wentBack) {
            return Optional.of("this server is a standby that does not have yet what was read before" + INSTEAD);
        }
        return lag.filter(behind -> behind.compareTo(mostLag) <= 0).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "this server is a standby that is further behind its primary than SLUICE_MAX_STANDBY_LAG ("
                                + DurationText.text(mostLag) + ") allows" + INSTEAD);
    }
}
