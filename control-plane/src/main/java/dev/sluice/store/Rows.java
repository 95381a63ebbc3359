package dev.sluice.store;

import dev.sluice.model.HealthCheck;
import dev.sluice.model.Host;
import dev.sluice.model.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Reads hosts with what belongs to them: all of them, or those named. The coalesces are for dropped constraints. */
final class Rows {
    private static final String READ_HOSTS = """
            SELECT host, coalesce(fleet, '') AS fleet, incoming_port, outgoing_port FROM hosts WHERE host IS NOT NULL
            """;
    private static final String READ_TARGETS = """
            SELECT host, coalesce(address, '') AS address, port FROM targets WHERE host IS NOT NULL
            """;
    private static final String READ_HEALTH_CHECKS = """
            SELECT host, coalesce(path, '') AS path, port, timeout, interval FROM health_checks WHERE host IS NOT NULL
            """;
    private static final String NAMED = " AND host = ANY (?)";
    private static final int TARGETS_PER_HOST = 10;

    /** For readers that have no limit. */
    static final int ANY_NUMBER = Integer.MAX_VALUE / TARGETS_PER_HOST - 1;

    private final Connection connection;
    private final String condition;
    private final Collection<String> names;
    private final int maxHosts;

    private Rows(Connection connection, String condition, Collection<String> names, int maxHosts) {
        this.connection = connection;
        this.condition = condition;
        this.names = names;
        this.maxHosts = maxHosts;
    }

    /** Fails when there are more hosts than {@code maxHosts}, or ten times as many targets or checks. */
    static Map<String, Host> all(Connection connection, int maxHosts) throws SQLException {
        return new Rows(connection, "", List.of(), maxHosts).hosts();
    }

    static Map<String, Host> named(Connection connection, Collection<String> names, int maxHosts) throws SQLException {
        return new Rows(connection, NAMED, names, maxHosts).hosts();
    }

    private Map<String, Host> hosts() throws SQLException {
        Map<String, List<Target>> targets = byHost(READ_TARGETS, Rows::target);
        Map<String, List<HealthCheck>> checks = byHost(READ_HEALTH_CHECKS, Rows::healthCheck);
        Map<String, Host> hosts = new HashMap<>();
        read(READ_HOSTS, maxHosts, row -> {
            String host = row.getString("host");
            hosts.put(
                    host,
                    new Host(
                            host,
                            row.getString("fleet"),
                            row.getInt("incoming_port"),
                            row.getInt("outgoing_port"),
                            targets.getOrDefault(host, List.of()),
                            checks.getOrDefault(host, List.of())));
        });
        return hosts;
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private interface RowAction {
        void accept(ResultSet row) throws SQLException;
    }

    private <T> Map<String, List<T>> byHost(String query, RowReader<T> reader) throws SQLException {
        Map<String, List<T>> rows = new HashMap<>();
        read(
                query,
                maxHosts * TARGETS_PER_HOST,
                row -> rows.computeIfAbsent(row.getString("host"), host -> new ArrayList<>())
                        .add(reader.read(row)));
        return rows;
    }

    private void read(String query, int most, RowAction action) throws SQLException {
        // The driver keeps all rows in memory before it hands out the first.
        String limited = query + condition + " LIMIT " + (most + 1);
        try (PreparedStatement statement = connection.prepareStatement(limited)) {
            if (!condition.isEmpty()) {
                statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getRow() > most) {
                        throw tooMany(maxHosts);
                    }
                    action.accept(row);
                }
            }
        }
    }

    /** To the loop this is a database that cannot be read: what is served stays. */
    static SQLException tooMany(int maxHosts) {
        return new SQLException("there are more than " + maxHosts + " hosts, or " + TARGETS_PER_HOST
                + " times as many targets or health checks, so nothing of it is applied; if that is right, raise"
                + " SLUICE_MAX_HOSTS");
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
