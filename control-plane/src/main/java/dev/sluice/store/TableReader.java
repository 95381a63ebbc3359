package dev.sluice.store;

import dev.sluice.model.Hosts;
import dev.sluice.rows.Column;
import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The SELECTs of one table, and the rows that they give. Their first column is the host, the table's own ones follow. */
final class TableReader {
    private final Table table;
    private final List<Column<?>> columns;
    private final String select;

    /** The values of the row before: neighbours are alike, and one object for equal values saves most of the memory. */
    private final @Nullable Object[] before;

    /** The same as the driver gave them. */
    private final @Nullable Object[] storedBefore;

    TableReader(Table table) {
        this.table = table;
        this.columns = table.columns();
        this.before = new @Nullable Object[columns.size()];
        this.storedBefore = new @Nullable Object[columns.size()];
        this.select = "SELECT host, " + names(columns) + " FROM " + table.name() + " WHERE host IS NOT NULL";
    }

    private static String names(List<Column<?>> columns) {
        return columns.stream().map(TableReader::quoted).collect(Collectors.joining(", "));
    }

    /** The name of {@code column} in SQL, whatever words PostgreSQL keeps for itself. */
    static String quoted(Column<?> column) {
        return '"' + column.name() + '"';
    }

    Table table() {
        return table;
    }

    /** All rows. */
    String ofAll() {
        return select;
    }

    /** The rows of the hosts that are the parameter, but no more than {@code most} of one host: those that sort first. */
    String ofNamed(int most) {
        return "SELECT first_rows.* FROM unnest(?) AS name CROSS JOIN LATERAL (" + select + " AND host = name"
                + (table == Hosts.TABLE ? "" : " ORDER BY " + names(columns) + " LIMIT " + most)
                + ") AS first_rows";
    }

    /** How many rows there are, where no host counts for more than {@code most}; and the hosts that have so many. */
    String sizes(int most) {
        return "SELECT coalesce(sum(least(rows, " + most + ")), 0),"
                + " coalesce(array_agg(host) FILTER (WHERE rows >= " + most + "), '{}')"
                + " FROM (SELECT host, count(*) AS rows FROM " + table.name()
                + " WHERE host IS NOT NULL GROUP BY host) AS by_host";
    }

    String host(ResultSet row) throws SQLException {
        return row.getString(1);
    }

    Row row(ResultSet row) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            Object stored = row.getObject(i + 2);
            if (!Objects.equals(stored, storedBefore[i])) {
                storedBefore[i] = stored;
                before[i] = columns.get(i).ofStored(stored);
            }
            values[i] = before[i];
        }
        return table.row(values);
    }
}
