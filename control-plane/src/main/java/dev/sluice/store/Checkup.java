package dev.sluice.store;

import dev.sluice.config.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the database looks to the daemon's role, at one moment.
 *
 * @param version such as 18.6
 * @param majorVersion such as 18
 * @param ahead how far its clock is ahead of this machine's; negative when it is behind
 * @param superuser whether the role may do anything
 * @param missingTables tables of ours that are not there
 * @param unreadableTables tables of ours that the role may not read
 * @param missingTriggers triggers of ours that are gone or disabled, such as {@code targets.sluice_update}
 * @param missingForReplication those that should note replicated changes and do not
 * @param standby whether it only repeats what another server did
 * @param lag how old the rows of a standby can be; empty when nothing tells, or when it is none
 */
public record Checkup(
        String version,
        int majorVersion,
        Duration ahead,
        boolean superuser,
        List<String> missingTables,
        List<String> unreadableTables,
        List<String> missingTriggers,
        List<String> missingForReplication,
        boolean standby,
        Optional<Duration> lag) {
    private static final String ASK = """
            SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000,
                (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
                (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
                ARRAY(SELECT name FROM unnest(tables) name WHERE to_regclass(name) IS NULL),
                ARRAY(SELECT name FROM unnest(tables) name
                    WHERE to_regclass(name) IS NOT NULL AND NOT has_table_privilege(to_regclass(name), 'SELECT')),
                %s,
                %s,
                standby, %s
            FROM (SELECT pg_is_in_recovery() AS standby, ARRAY['hosts', 'targets', 'health_checks', 'fleets', 'sluice_changes',
                'sluice_database'] AS tables) AS ours
            """.formatted(Triggers.MISSING, Triggers.MISSING_FOR_REPLICATION, Freshness.LAG);

    /**
     * What is asked of one fleet.
     *
     * @param fleets all that there are, sorted
     * @param hosts how many there are in this one
     * @param checked how many of them have a health check
     * @param ports their incoming ports, sorted
     */
    public record Wanted(List<String> fleets, int hosts, int checked, List<Integer> ports) {}

    /** Asks the database; fails within seconds when it does not answer. */
    public static Checkup of(Database database) throws StoreUnavailable {
        try (Connection connection = Connections.writable(database).getConnection();
                Statement statement = connection.createStatement()) {
            ReadTransaction.begin(connection, database);
            Instant before = Instant.now();
            try (ResultSet row = statement.executeQuery(ASK)) {
                Instant after = Instant.now();
                row.next();
                Instant ours = before.plus(Duration.between(before, after).dividedBy(2));
                return new Checkup(
                        row.getString(1),
                        row.getInt(2),
                        Duration.between(ours, Instant.ofEpochMilli(row.getLong(3))),
                        row.getBoolean(4),
                        names(row, 5),
                        names(row, 6),
                        names(row, 7),
                        names(row, 8),
                        row.getBoolean(9),
                        lag(row));
            }
        } catch (SQLException e) {
            throw new StoreUnavailable(e);
        }
    }

    /** What the rows ask of {@code fleet}; needs SELECT on the tables. */
    public static Wanted wanted(Database database, String fleet) throws StoreUnavailable {
        String sql = """
                SELECT ARRAY(SELECT DISTINCT fleet FROM hosts), count(*),
                    count(*) FILTER (WHERE EXISTS (SELECT FROM health_checks WHERE health_checks.host = hosts.host)),
                    ARRAY(SELECT DISTINCT incoming_port FROM hosts WHERE fleet = ? ORDER BY 1)
                FROM hosts WHERE fleet = ?
                """;
        try (Connection connection = Connections.writable(database).getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            ReadTransaction.begin(connection, database);
            statement.setString(1, fleet);
            statement.setString(2, fleet);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                List<Integer> ports = List.of((Integer[]) row.getArray(4).getArray());
                return new Wanted(names(row, 1), row.getInt(2), row.getInt(3), ports);
            }
        } catch (SQLException e) {
            throw new StoreUnavailable(e);
        }
    }

    private static List<String> names(ResultSet row, int column) throws SQLException {
        return Columns.texts(row, column).stream().sorted().toList();
    }

    private static Optional<Duration> lag(ResultSet row) throws SQLException {
        return row.getBoolean(9) ? Columns.duration(row, 10) : Optional.empty();
    }
}
