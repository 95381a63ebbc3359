package dev.sluice.store;

import dev.sluice.config.Database;
import dev.sluice.model.HealthCheck;
import dev.sluice.model.Host;
import dev.sluice.model.Records;
import dev.sluice.model.Target;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes hosts as a file wants them, all in one transaction or none. Only rows that differ are touched: an unchanged
 * target keeps whatever a later version adds to its row, and nothing changed wakes no daemon.
 */
public final class HostsWriter {
    /**
     * What PostgreSQL says to one of two who changed the same rows at once: that it cannot be ordered, a deadlock, a row
     * that the other one had written first, or one that it had deleted. Who tries again sees what the other one did.
     */
    private static final Set<String> RETRY = Set.of("40001", "40P01", "23505", "23503");

    private static final int TRIES = 10;

    private HostsWriter() {}

    /**
     * Brings the rows to what {@code wanted} says. A column that a record leaves out stays as it is in a row that is there.
     *
     * @param prune whether hosts that are not wanted are deleted
     * @param dryRun whether to say only what would be done
     * @param notices gets what the database told about it, such as that a fleet is pinned
     * @return what was done to each host, or would be
     */
    public static List<HostChange> write(
            Database database, Records.Parsed wanted, boolean prune, boolean dryRun, Consumer<String> notices)
            throws SQLException {
        try (Connection connection = Connections.writable(database).getConnection()) {
            connection.setAutoCommit(false);
            for (int attempt = 1; ; attempt++) {
                Set<String> told = new LinkedHashSet<>();
                try {
                    List<HostChange> changes = write(connection, wanted, prune, dryRun, told);
                    told.forEach(notices);
                    return changes;
                } catch (SQLException e) {
                    connection.rollback();
                    if (attempt == TRIES || !RETRY.contains(String.valueOf(e.getSQLState()))) {
                        throw e;
                    }
                }
            }
        }
    }

    private static List<HostChange> write(
            Connection connection, Records.Parsed wanted, boolean prune, boolean dryRun, Set<String> told)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // For this transaction only: behind a pooler the session is others' as well.
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        }
        Map<String, Host> current = prune
                ? Rows.all(connection, Rows.Bound.NONE)
                : Rows.named(connection, wanted.hosts().stream().map(Host::host).toList(), Rows.Bound.NONE);
        List<HostChange> changes = HostChange.plan(current, merged(wanted, current), prune);
        if (!dryRun) {
            write(connection, changes, told);
        }
        connection.commit();
        return changes;
    }

    private static List<Host> merged(Records.Parsed wanted, Map<String, Host> current) {
        return wanted.hosts().stream()
                .map(host -> {
                    Host existing = current.get(host.host());
                    return existing == null ? host : wanted.over(host, existing);
                })
                .toList();
    }

    private static void write(Connection connection, List<HostChange> changes, Set<String> told) throws SQLException {
        Batch deleteHosts = new Batch("DELETE FROM hosts WHERE host = ?");
        Batch putHosts = new Batch("""
                INSERT INTO hosts (host, fleet, incoming_port, outgoing_port) VALUES (?, ?, ?, ?)
                ON CONFLICT (host) DO UPDATE SET fleet = excluded.fleet,
                incoming_port = excluded.incoming_port, outgoing_port = excluded.outgoing_port
                """);
        Batch deleteTargets =
                new Batch("DELETE FROM targets WHERE host = ? AND address = ? AND port IS NOT DISTINCT FROM ?");
        Batch insertTargets = new Batch("INSERT INTO targets (host, address, port) VALUES (?, ?, ?)");
        Batch deleteChecks = new Batch("DELETE FROM health_checks WHERE host = ?");
        Batch putChecks = new Batch("""
                INSERT INTO health_checks (host, path, port, timeout, interval) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (host) DO UPDATE SET path = excluded.path, port = excluded.port,
                timeout = excluded.timeout, interval = excluded.interval
                """);
        for (HostChange change : changes) {
            String name = change.host();
            Optional<Host> after = change.after();
            if (after.isEmpty()) {
                deleteHosts.add(name); // its targets and its check go along
                continue;
            }
            Host host = after.get();
            List<Target> targetsNow = change.before().map(Host::targets).orElse(List.of());
            List<HealthCheck> checksNow =
                    change.before().map(Host::healthChecks).orElse(List.of());
            if (change.before().isEmpty() || !sameRow(change.before().get(), host)) {
                putHosts.add(name, host.fleet(), host.incomingPort(), host.outgoingPort());
            }
            without(targetsNow, host.targets()).forEach(gone -> deleteTargets.add(name, gone.address(), gone.port()));
            without(host.targets(), targetsNow).forEach(come -> insertTargets.add(name, come.address(), come.port()));
            if (host.healthChecks().isEmpty() && !checksNow.isEmpty()) {
                deleteChecks.add(name);
            }
            without(host.healthChecks(), checksNow)
                    .forEach(check -> putChecks.add(
                            name, check.path(), check.port(), seconds(check.timeout()), seconds(check.interval())));
        }
        for (Batch batch : List.of(deleteHosts, putHosts, deleteTargets, insertTargets, deleteChecks, putChecks)) {
            batch.run(connection, told);
        }
    }

    private static boolean sameRow(Host before, Host after) {
        return before.fleet().equals(after.fleet())
                && before.incomingPort() == after.incomingPort()
                && before.outgoingPort() == after.outgoingPort();
    }

    private static <T> List<T> without(List<T> all, List<T> those) {
        return all.stream().filter(each -> !those.contains(each)).toList();
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros();
    }

    /** One statement and the rows it is to run for; with none of them it is not run at all, and fires no trigger. */
    private record Batch(String sql, List<List<Object>> rows) {
        Batch(String sql) {
            this(sql, new ArrayList<>());
        }

        void add(Object... values) {
            rows.add(List.of(values));
        }

        void run(Connection connection, Set<String> told) throws SQLException {
            if (rows.isEmpty()) {
                return;
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (List<Object> row : rows) {
                    for (int i = 0; i < row.size(); i++) {
                        set(statement, i + 1, row.get(i));
                    }
                    statement.addBatch();
                }
                statement.executeBatch();
                for (SQLWarning notice = statement.getWarnings(); notice != null; notice = notice.getNextWarning()) {
                    told.add(String.valueOf(notice.getMessage()));
                }
            }
        }

        private static void set(PreparedStatement statement, int index, Object value) throws SQLException {
            if (value instanceof OptionalInt port) {
                statement.setObject(index, port.isPresent() ? port.getAsInt() : null, Types.INTEGER);
            } else {
                statement.setObject(index, value);
            }
        }
    }
}
