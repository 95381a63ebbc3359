package dev.sluice.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.config.Database;
import dev.sluice.model.Fleet;
import dev.sluice.model.HealthCheck;
import dev.sluice.model.Host;
import dev.sluice.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Reads the three tables. SELECT on them is all the rights it needs. */
public final class PostgresStore implements Store {
    private static final String READ_HOSTS = """
            SELECT host, incoming_port, outgoing_port FROM hosts WHERE host IS NOT NULL ORDER BY host COLLATE "C"
            """;
    private static final String READ_TARGETS = """
            SELECT host, coalesce(address, '') AS address, port FROM targets
            """;
    private static final String READ_HEALTH_CHECKS = """
            SELECT host, coalesce(path, '') AS path, port, timeout, interval FROM health_checks
            """;

    private final HikariDataSource pool;

    public PostgresStore(Database database) {
        this.pool = Connections.pool(database);
    }

    @Override
    public Fleet read() throws StoreUnavailable {
        try (Connection connection = pool.getConnection()) {
            // One snapshot for the three reads: a host is never seen without the targets of its own transaction.
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            Fleet fleet = read(connection);
            connection.commit();
            return fleet;
        } catch (SQLException e) {
            throw new StoreUnavailable(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private static Fleet read(Connection connection) throws SQLException {
        Map<String, List<Target>> targets = byHost(connection, READ_TARGETS, PostgresStore::target);
        Map<String, List<HealthCheck>> checks = byHost(connection, READ_HEALTH_CHECKS, PostgresStore::healthCheck);
        List<Host> hosts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ_HOSTS)) {
            while (row.next()) {
                String host = row.getString("host");
                hosts.add(new Host(
                        host,
                        row.getInt("incoming_port"),
                        row.getInt("outgoing_port"),
                        targets.getOrDefault(host, List.of()),
                        checks.getOrDefault(host, List.of())));
            }
        }
        return new Fleet(hosts);
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> Map<String, List<T>> byHost(Connection connection, String query, RowReader<T> reader)
            throws SQLException {
        Map<String, List<T>> rows = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                rows.computeIfAbsent(row.getString("host"), host -> new ArrayList<>())
                        .add(reader.read(row));
            }
        }
        return rows;
    }

    private static Target target(ResultSet row) throws SQLException {
        return new Target(row.getString("address"), port(row));
    }

    private static HealthCheck healthCheck(ResultSet row) throws SQLException {
        return new HealthCheck(
                row.getString("path"),
                port(row),
                seconds(row.getDouble("timeout")),
                seconds(row.getDouble("interval")));
    }

    private static OptionalInt port(ResultSet row) throws SQLException {
        int port = row.getInt("port");
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** A numeric may be NaN or infinite where the constraints are gone; the validator then finds it out of range. */
    private static Duration seconds(double seconds) {
        boolean sane = seconds > 0 && seconds < Integer.MAX_VALUE;
        return sane ? Duration.ofNanos(Math.round(seconds * 1e9)) : Duration.ZERO;
    }
}
