package dev.sluice.store;

import dev.sluice.config.Database;
import dev.sluice.model.Host;
import dev.sluice.model.Tables;
import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes hosts as a file wants them, all in one transaction or none. Only rows that differ are touched, and
 * of them only the columns that differ: a row keeps its id, and nothing changed wakes no daemon.
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
     * Brings the rows to what {@code wanted} says. A column that a record leaves out stays as it is in a row that is there; a
     * new row gets the table's own default.
     *
     * @param prune whether hosts that are not wanted are deleted
     * @param dryRun whether to say only what would be done
     * @param notices gets what the database told about it, such as that a fleet is pinned
     * @return what was done to each host, or would be
     */
    public static List<HostChange> write(
            Database database, Collection<Host> wanted, boolean prune, boolean dryRun, Consumer<String> notices)
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
            Connection connection, Collection<Host> wanted, boolean prune, boolean dryRun, Set<String> told)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // For this transaction only: behind a pooler the session is others' as well.
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        }
        Map<String, Host> current = prune
                ? Rows.all(connection, Rows.Bound.NONE)
                : Rows.named(connection, wanted.stream().map(Host::host).toList(), Rows.Bound.NONE);
        List<HostChange> changes = HostChange.plan(current, merged(wanted, current), prune);
        if (!dryRun) {
            write(connection, changes, told);
        }
        connection.commit();
        return changes;
    }

    private static List<Host> merged(Collection<Host> wanted, Map<String, Host> current) {
        return wanted.stream()
                .map(host -> {
                    Host existing = current.get(host.host());
                    return existing == null ? host : host.over(existing);
                })
                .toList();
    }

    private static void write(Connection connection, List<HostChange> changes, Set<String> told) throws SQLException {
        Batches batches = new Batches();
        for (HostChange change : changes) {
            if (change.after().isEmpty()) {
                batches.deleteHost(change.host()); // What belongs to the host goes along.
            } else {
                write(change.before(), change.after().get(), batches);
            }
        }
        batches.run(connection, told);
    }

    private static void write(Optional<Host> before, Host after, Batches batches) {
        if (before.isEmpty()) {
            batches.insertHost(after.own());
        } else {
            batches.update(after.host(), before.get().own(), after.own());
        }
        for (Table table : Tables.OF_A_HOST) {
            Map<?, Row> there = before.map(host -> host.byKey(table)).orElse(Map.of());
            Map<?, Row> wanted = after.byKey(table);
            there.forEach((key, row) -> {
                if (!wanted.containsKey(key)) {
                    batches.delete(after.host(), row);
                }
            });
            wanted.forEach((key, row) -> {
                Row existing = there.get(key);
                if (existing == null) {
                    batches.insert(after.host(), row);
                } else {
                    batches.update(after.host(), existing, row);
                }
            });
        }
    }
}
