package dev.sluice.store;

import dev.sluice.model.Host;
import dev.sluice.model.Hosts;
import dev.sluice.model.Tables;
import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads hosts with all rows that belong to them, as the list of tables says: all hosts, or those named. */
final class Rows {
    /** As many as the driver keeps in memory at a time. */
    private static final int FETCHED = 5000;

    /** As many rows as a host mostly has in a table. */
    private static final int FEW = 3;

    /**
     * How much is read.
     *
     * @param hosts reading fails where there are more, or ten times as many rows in a table of theirs
     * @param ofHost no more rows of one host in one table are read than these and one
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

        int rows() {
            return ofHost + 1;
        }
    }

    private final Connection connection;
    private final Bound bound;
    /** By table and by host. */
    private final Map<Table, Map<String, List<Row>>> read = new HashMap<>();

    private Rows(Connection connection, Bound bound) {
        this.connection = connection;
        this.bound = bound;
    }

    /** All hosts by their names. */
    static Map<String, Host> all(Connection connection, Bound bound) throws SQLException {
        Rows rows = new Rows(connection, bound);
        rows.readAll();
        return rows.hosts();
    }

    /** Those of {@code names} that there are, in one round trip. */
    static Map<String, Host> named(Connection connection, Collection<String> names, Bound bound) throws SQLException {
        Rows rows = new Rows(connection, bound);
        rows.readNamed(names);
        return rows.hosts();
    }

    private void readAll() throws SQLException {
        read(new TableReader(Hosts.TABLE), "", List.of());
        for (Table table : Tables.OF_A_HOST) {
            TableReader reader = new TableReader(table);
            List<String> large = bound == Bound.NONE ? List.of() : large(reader);
            if (large.isEmpty()) {
                read(reader, "", List.of());
            } else {
                read(reader, " AND host <> ALL (?)", large);
                try (PreparedStatement statement = connection.prepareStatement(reader.ofNamed(bound.rows()))) {
                    bind(statement, 1, large);
                    add(reader, statement.executeQuery());
                }
            }
        }
    }

    /** The hosts that have too many rows in a table; fails, before any is read, where the table has too many. */
    private List<String> large(TableReader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(reader.sizes(bound.rows()));
                ResultSet row = statement.executeQuery()) {
            row.next();
            bound.check(0, row.getLong(1));
            return Columns.texts(row, 2);
        }
    }

    private void read(TableReader reader, String condition, List<String> parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(reader.ofAll() + condition)) {
            statement.setFetchSize(FETCHED);
            if (!condition.isEmpty()) {
                bind(statement, 1, parameter);
            }
            add(reader, statement.executeQuery());
        }
    }

    /** All statements are sent at once: a round trip costs more than what there is to read. */
    private void readNamed(Collection<String> names) throws SQLException {
        List<TableReader> readers = Tables.ALL.stream().map(TableReader::new).toList();
        String statements =
                readers.stream().map(reader -> reader.ofNamed(bound.rows())).collect(Collectors.joining(";\n"));
        try (PreparedStatement statement = connection.prepareStatement(statements)) {
            for (int i = 1; i <= readers.size(); i++) {
                bind(statement, i, names);
            }
            statement.execute();
            for (TableReader reader : readers) {
                add(reader, statement.getResultSet());
                statement.getMoreResults();
            }
        }
    }

    private void bind(PreparedStatement statement, int index, Collection<String> names) throws SQLException {
        statement.setArray(index, connection.createArrayOf("text", names.toArray()));
    }

    private void add(TableReader reader, ResultSet rows) throws SQLException {
        boolean areHosts = reader.table() == Hosts.TABLE;
        Map<String, List<Row>> byHost = read.computeIfAbsent(reader.table(), table -> new HashMap<>());
        for (int number = 1; rows.next(); number++) {
            bound.check(areHosts ? number : 0, areHosts ? 0 : number);
            Row row = reader.row(rows);
            // The text in the row is the key: of equal texts one is enough.
            String name = areHosts ? row.get(Hosts.HOST) : reader.host(rows);
            byHost.computeIfAbsent(name, host -> new ArrayList<>(FEW)).add(row);
        }
    }

    private Map<String, Host> hosts() {
        Map<String, Host> hosts = new HashMap<>();
        rowsOf(Hosts.TABLE)
                .forEach((name, own) -> own.forEach(row ->
                        hosts.put(name, Host.of(row, table -> rowsOf(table).getOrDefault(name, List.of())))));
        return hosts;
    }

    private Map<String, List<Row>> rowsOf(Table table) {
        return read.getOrDefault(table, Map.of());
    }
}
