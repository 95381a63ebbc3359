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
import java.util.Optional;
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

    /** Of a host with very many rows only the first ones: what is too much never gets here. */
    private static final String FIRST_ROWS = """
            SELECT first_rows.* FROM unnest(?) AS large (name)
            CROSS JOIN LATERAL (%s AND host = name ORDER BY %s LIMIT %d) AS first_rows
            """;

    /** How many rows there are, with no more than so many for a host, and which hosts have more. */
    private static final String COUNT = """
            WITH by_target AS (SELECT host, count(*) AS rows FROM targets WHERE host IS NOT NULL%1$s GROUP BY host),
                by_check AS (SELECT host, count(*) AS rows FROM health_checks WHERE host IS NOT NULL%1$s GROUP BY host)
            SELECT (SELECT count(*) FROM hosts WHERE host IS NOT NULL%1$s),
                (SELECT coalesce(sum(least(rows, %2$d)), 0) FROM by_target),
                (SELECT coalesce(sum(least(rows, %2$d)), 0) FROM by_check),
                ARRAY(SELECT host FROM by_target WHERE rows > %2$d),
                ARRAY(SELECT host FROM by_check WHERE rows > %2$d)
            """;

    /** As many as the driver keeps in memory at a time. */
    private static final int FETCHED = 5000;

    /**
     * How much is read.
     *
     * @param hosts reading fails where there are more, or ten times as many targets or checks
     * @param ofHost no more targets or checks of one host than these and one
     */
    record Bound(int hosts, int ofHost) {
        private static final int ROWS_FOR_A_HOST = 10;

        /** For readers that want all there is. */
        static final Bound NONE = new Bound(Integer.MAX_VALUE, Integer.MAX_VALUE - 1);

        /** Fails where so many are too many: to the loop a database that cannot be read, so that what is served stays. */
        void check(long someHosts, long someRows) throws SQLException {
            if (someHosts > hosts || someRows > (long) hosts * ROWS_FOR_A_HOST) {
                throw new SQLException("there are more than " + hosts + " hosts, or " + ROWS_FOR_A_HOST
                        + " times as many targets or health checks, so nothing of it is applied; if that is right, raise"
                        + " SLUICE_MAX_HOSTS");
            }
        }
    }

    private final Connection connection;
    private final Collection<String> names;
    private final String condition;
    private final Bound bound;

    private Rows(Connection connection, Optional<Collection<String>> names, Bound bound) {
        this.connection = connection;
        this.names = names.orElse(List.of());
        this.condition = names.isPresent() ? NAMED : "";
        this.bound = bound;
    }

    static Map<String, Host> all(Connection connection, Bound bound) throws SQLException {
        return new Rows(connection, Optional.empty(), bound).hosts();
    }

    static Map<String, Host> named(Connection connection, Collection<String> names, Bound bound) throws SQLException {
        return new Rows(connection, Optional.of(names), bound).hosts();
    }

    private Map<String, Host> hosts() throws SQLException {
        Large large = bound == Bound.NONE ? Large.NONE : large();
        Map<String, List<Target>> targets =
                byHost(READ_TARGETS, large.targets(), "address, coalesce(port, 0)", Rows::target);
        Map<String, List<HealthCheck>> checks =
                byHost(READ_HEALTH_CHECKS, large.checks(), "path, port, timeout, interval", Rows::healthCheck);
        Map<String, Host> hosts = new HashMap<>();
        read(READ_HOSTS + condition, ours(), row -> {
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

    /** The hosts with more rows than one may have. */
    private record Large(List<String> targets, List<String> checks) {
        static final Large NONE = new Large(List.of(), List.of());
    }

    private Large large() throws SQLException {
        List<Large> found = new ArrayList<>();
        List<Collection<String>> parameters = condition.isEmpty() ? List.of() : List.of(names, names, names);
        read(COUNT.formatted(condition, bound.ofHost() + 1), parameters, row -> {
            bound.check(row.getLong(1), Math.max(row.getLong(2), row.getLong(3)));
            found.add(new Large(Columns.texts(row, 4), Columns.texts(row, 5)));
        });
        return found.get(0);
    }

    private interface RowForm<T> {
        T of(ResultSet row) throws SQLException;
    }

    private interface RowAction {
        void accept(ResultSet row) throws SQLException;
    }

    private <T> Map<String, List<T>> byHost(String query, List<String> large, String order, RowForm<T> form)
            throws SQLException {
        Map<String, List<T>> rows = new HashMap<>();
        RowAction add = row -> rows.computeIfAbsent(row.getString("host"), host -> new ArrayList<>())
                .add(form.of(row));
        if (large.isEmpty()) {
            read(query + condition, ours(), add);
        } else {
            List<Collection<String>> parameters = new ArrayList<>(ours());
            parameters.add(large);
            read(query + condition + " AND host <> ALL (?)", parameters, add);
            read(FIRST_ROWS.formatted(query, order, bound.ofHost() + 1), List.of(large), add);
        }
        return rows;
    }

    private List<Collection<String>> ours() {
        return condition.isEmpty() ? List.of() : List.of(names);
    }

    private void read(String query, List<Collection<String>> parameters, RowAction action) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setFetchSize(FETCHED);
            for (int i = 0; i < parameters.size(); i++) {
                statement.setArray(
                        i + 1,
                        connection.createArrayOf("text", parameters.get(i).toArray()));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    action.accept(row);
                }
            }
        }
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
