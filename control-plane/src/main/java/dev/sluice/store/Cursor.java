package dev.sluice.store;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** One for each kind of statement on each table, and one on fleets. Where one is gone, no change can be relied on to be noted. */
    private static final int TRIGGERS = 13;

    /**
     * Of the two conditions on sluice_changes the first uses the index and the second is exact. A standby's snapshot does
     * not list the transactions that run on the primary, so there all since the oldest of them count as not seen.
     */
    private static final String PROBE = """
            SELECT pg_postmaster_start_time()::text,
                CASE WHEN standby THEN format('%%1$s:%%1$s:', pg_snapshot_xmin(snapshot)) ELSE snapshot::text END,
                pg_snapshot_xmax(snapshot)::text,
                pg_snapshot_xmin(snapshot) < pg_snapshot_xmin(?::pg_snapshot)
                    OR pg_snapshot_xmax(snapshot) < ?::xid8,
                ARRAY(SELECT DISTINCT host FROM sluice_changes
                    WHERE xid >= pg_snapshot_xmin(?::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, ?::pg_snapshot)
                    LIMIT %d),
                (SELECT count(*) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
                    WHERE tgrelid IN (to_regclass('hosts'), to_regclass('targets'), to_regclass('health_checks'),
                        to_regclass('fleets'))
                    AND proname IN ('sluice_changed', 'sluice_fleets_changed') AND tgenabled IN ('O', 'A')) < %d,
                standby, %s
            FROM (SELECT pg_current_snapshot() AS snapshot, pg_is_in_recovery() AS standby) AS now
            """.formatted(MANY + 1, TRIGGERS, Freshness.LAG);

    /**
     * What changed since a cursor.
     *
     * @param hosts the names; empty when so much changed, or so little is known, that all must be read
     * @param freshness of the server that was asked
     */
    record Changes(Cursor next, Optional<List<String>> hosts, Freshness freshness) {}

    /** One row whatever there is, 0.1 ms when nothing changed. */
    Changes changes(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROBE)) {
            List<String> parameters = List.of(snapshot, end, snapshot, snapshot);
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return changes(row);
            }
        }
    }

    private Changes changes(ResultSet row) throws SQLException {
        Cursor next = new Cursor(row.getString(1), row.getString(2), row.getString(3));
        boolean wentBack = row.getBoolean(4);
        List<String> hosts = Arrays.asList((String[]) row.getArray(5).getArray());
        boolean triggersGone = row.getBoolean(6);
        boolean all =
                !server.equals(next.server) || wentBack || triggersGone || hosts.size() > MANY || hosts.contains(null);
        Freshness freshness = new Freshness(row.getBoolean(7), wentBack, lag(row.getBigDecimal(8)));
        return new Changes(next, all ? Optional.empty() : Optional.of(hosts), freshness);
    }

    private static Optional<Duration> lag(@Nullable BigDecimal seconds) {
        return Optional.ofNullable(seconds)
                .map(known -> Duration.ofMillis(known.movePointRight(3).longValue()));
    }
}
