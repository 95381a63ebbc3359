package dev.sluice.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How far the table of changes was read: the snapshot of the transaction that read last. What that snapshot did not see
 * and the present one does is exactly what is new, in whatever order transactions commit (PostgreSQL documentation,
 * "Transaction ID and Snapshot Information Functions").
 */
record Cursor(String snapshot) {
    /** More changed hosts than this are read faster all at once. */
    static final int MANY = 1000;

    /** One for each kind of statement on each table. Where one is gone, no change can be relied on to be noted. */
    private static final int TRIGGERS = 12;

    /** Of the two conditions on sluice_changes the first uses the index and the second is exact. */
    private static final String PROBE = """
            SELECT pg_current_snapshot()::text,
                pg_snapshot_xmin(pg_current_snapshot()) < pg_snapshot_xmin(?::pg_snapshot),
                ARRAY(SELECT DISTINCT host FROM sluice_changes
                    WHERE xid >= pg_snapshot_xmin(?::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, ?::pg_snapshot)
                    LIMIT %d),
                (SELECT count(*) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
                    WHERE tgrelid IN (to_regclass('hosts'), to_regclass('targets'), to_regclass('health_checks'))
                    AND proname = 'sluice_changed' AND tgenabled IN ('O', 'A')) < %d
            """.formatted(MANY + 1, TRIGGERS);

    /** It reads the table as well, so that a right that lacks is missed at the first read and not at the second. */
    private static final String NOW = "SELECT pg_current_snapshot()::text, EXISTS (SELECT FROM sluice_changes)";

    /**
     * What changed since a cursor.
     *
     * @param hosts the names; empty when so much changed, or so little is known, that all must be read
     */
    record Changes(Cursor next, Optional<List<String>> hosts) {}

    static Cursor now(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOW);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Cursor(row.getString(1));
        }
    }

    /** One row whatever there is, 0.1 ms when nothing changed. */
    Changes changes(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROBE)) {
            for (int i = 1; i <= 3; i++) {
                statement.setString(i, snapshot);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                boolean wentBack = row.getBoolean(2);
                List<String> hosts = Arrays.asList((String[]) row.getArray(3).getArray());
                boolean triggersGone = row.getBoolean(4);
                boolean all = wentBack || triggersGone || hosts.size() > MANY || hosts.contains(null);
                return new Changes(new Cursor(row.getString(1)), all ? Optional.empty() : Optional.of(hosts));
            }
        }
    }
}
