package dev.sluice.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * How far the table of changes was read: the snapshot of the transaction that read last. What that snapshot did not see
 * and the present one does is exactly what is new, in whatever order transactions commit (PostgreSQL documentation,
 * "Transaction ID and Snapshot Information Functions").
 *
 * @param server which one was read, by the time of its start: another one may have lost what this one had, and given its
 *     transactions' numbers to others
 * @param snapshot what it saw
 * @param end the number after that of the last transaction that had ended by then
 */
record Cursor(String server, String snapshot, String end) {
    /** Before the first read. */
    static final Cursor START = new Cursor("", "1:1:", "1");

    /** More changed hosts than this are read faster all at once. */
    static final int MANY = 1000;

    /**
     * What a snapshot did not see is what it names as running, and what is later than it: the index finds both, however
     * long the oldest transaction is open already (the OFFSET keeps the planner from reading the table in its place). A
     * standby's snapshot does not list the transactions that run on the primary, so there all since the oldest of them
     * count as not seen. A number that is not given out yet came with another server's dump. Marks are no changes.
     */
    private static final String UNSEEN = """
            (SELECT host FROM sluice_changes
                WHERE xid >= pg_snapshot_xmax(last) AND xid < pg_snapshot_xmax(snapshot) AND seen IS NULL
            UNION ALL SELECT ended.host FROM pg_snapshot_xip(last) running CROSS JOIN LATERAL
                (SELECT host FROM sluice_changes WHERE xid = running AND seen IS NULL OFFSET 0) AS ended)""";

    /** Whether there is a change that an earlier snapshot, the parameter, did not see; and the present snapshot. */
    static final String LOOK = """
            SELECT snapshot::text, EXISTS %s
            FROM (SELECT pg_current_snapshot() AS snapshot, ?::pg_snapshot AS last) AS now
            """.formatted(UNSEEN);

    /** A mark tells what was removed: if that was not all seen, something may have been lost. */
    private static final String PROBE = """
            SELECT pg_postmaster_start_time()::text,
                CASE WHEN standby THEN format('%%1$s:%%1$s:', pg_snapshot_xmin(snapshot)) ELSE snapshot::text END,
                pg_snapshot_xmax(snapshot)::text,
                pg_snapshot_xmin(snapshot) < pg_snapshot_xmin(last) OR pg_snapshot_xmax(snapshot) < ?::xid8,
                ARRAY(SELECT DISTINCT host FROM %s AS unseen LIMIT %d),
                EXISTS (SELECT FROM sluice_changes WHERE seen IS NOT NULL AND xid < pg_snapshot_xmax(snapshot)
                    AND (pg_snapshot_xmax(removed) > pg_snapshot_xmax(last)
                        OR EXISTS (SELECT FROM pg_snapshot_xip(last) unseen WHERE pg_visible_in_snapshot(unseen, removed)))),
                %s,
                standby, %s
            FROM (SELECT pg_current_snapshot() AS snapshot, ?::pg_snapshot AS last, pg_is_in_recovery() AS standby) AS now
            """.formatted(UNSEEN, MANY + 1, Triggers.MISSING, Freshness.LAG);

    /**
     * What changed since a cursor.
     *
     * @param hosts the names; empty when so much changed, or so little is known, that all must be read
     * @param missingTriggers those that should note changes and do not, so that no change can be relied on to be noted
     * @param freshness of the server that was asked
     */
    record Changes(Cursor next, Optional<List<String>> hosts, List<String> missingTriggers, Freshness freshness) {}

    /** One row whatever there is, 0.1 ms when nothing changed. */
    Changes changes(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROBE)) {
            statement.setString(1, end);
            statement.setString(2, snapshot);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return changes(row);
            }
        }
    }

    private Changes changes(ResultSet row) throws SQLException {
        Cursor next = new Cursor(row.getString(1), row.getString(2), row.getString(3));
        boolean wentBack = row.getBoolean(4);
        List<String> hosts = Columns.texts(row, 5);
        boolean removedUnread = row.getBoolean(6);
        List<String> missingTriggers = Columns.texts(row, 7);
        boolean all = !server.equals(next.server)
                || wentBack
                || removedUnread
                || !missingTriggers.isEmpty()
                || hosts.size() > MANY
                || hosts.contains(null);
        Freshness freshness = new Freshness(row.getBoolean(8), wentBack, Columns.duration(row, 9));
        return new Changes(next, all ? Optional.empty() : Optional.of(hosts), missingTriggers, freshness);
    }
}
