package dev.sluice.store;

import dev.sluice.model.Hosts;
import dev.sluice.rows.Column;
import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is to be written, with one statement for all rows that need the same one. What is not needed fires no trigger. */
final class Batches {
    /** In this order: a row needs its host, and what goes makes room for what comes. */
    private enum Step {
        DELETE_HOSTS,
        WRITE_HOSTS,
        DELETE,
        UPDATE,
        INSERT
    }

    /** By statement: the parameters of each row. */
    private final Map<Step, Map<String, List<List<@Nullable Object>>>> steps = new EnumMap<>(Step.class);

    void deleteHost(String host) {
        add(Step.DELETE_HOSTS, "DELETE FROM hosts WHERE host = ?", List.of(host));
    }

    /** Inserts what was given; the rest is left to the table's defaults. */
    void insertHost(Row own) {
        add(Step.WRITE_HOSTS, insert(own.table(), given(own), ""), values(given(own), own));
    }

    /** Inserts what was given; the rest is left to the table's defaults. */
    void insert(String host, Row row) {
        List<@Nullable Object> values = new ArrayList<>(List.of(host));
        values.addAll(values(given(row), row));
        add(Step.INSERT, insert(row.table(), given(row), "host"), values);
    }

    /** Updates the columns that differ, in place. */
    void update(String host, Row before, Row after) {
        List<Column<?>> changed = after.differences(before);
        if (changed.isEmpty()) {
            return;
        }
        Table table = after.table();
        List<@Nullable Object> values = values(changed, after);
        values.addAll(place(host, before));
        add(
                table == Hosts.TABLE ? Step.WRITE_HOSTS : Step.UPDATE,
                "UPDATE " + table.name() + " SET "
                        + changed.stream()
                                .map(column -> TableReader.quoted(column) + " = ?")
                                .collect(Collectors.joining(", "))
                        + where(table),
                values);
    }

    void delete(String host, Row row) {
        add(Step.DELETE, "DELETE FROM " + row.table().name() + where(row.table()), place(host, row));
    }

    private static String insert(Table table, List<Column<?>> columns, String owner) {
        List<String> names = new ArrayList<>(owner.isEmpty() ? List.of() : List.of(owner));
        columns.forEach(column -> names.add(TableReader.quoted(column)));
        return "INSERT INTO " + table.name() + " (" + String.join(", ", names) + ") VALUES ("
                + names.stream().map(name -> "?").collect(Collectors.joining(", ")) + ")";
    }

    private static List<Column<?>> given(Row row) {
        return row.table().columns().stream()
                .filter(row::isGiven)
                .<Column<?>>map(column -> column)
                .toList();
    }

    private static String where(Table table) {
        return " WHERE host = ?"
                + keyBesideHost(table).stream()
                        .map(column -> " AND " + TableReader.quoted(column) + " IS NOT DISTINCT FROM ?")
                        .collect(Collectors.joining());
    }

    private static List<@Nullable Object> place(String host, Row row) {
        List<@Nullable Object> place = new ArrayList<>(List.of(host));
        place.addAll(values(keyBesideHost(row.table()), row));
        return place;
    }

    private static List<Column<?>> keyBesideHost(Table table) {
        return table.key().stream()
                .filter(column -> column != Hosts.HOST)
                .<Column<?>>map(column -> column)
                .toList();
    }

    private static List<@Nullable Object> values(List<Column<?>> columns, Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        columns.forEach(column -> values.add(column.stored(row)));
        return values;
    }

    private void add(Step step, String sql, List<@Nullable Object> parameters) {
        steps.computeIfAbsent(step, each -> new LinkedHashMap<>())
                .computeIfAbsent(sql, each -> new ArrayList<>())
                .add(parameters);
    }

    /** Runs all of them; {@code told} gets what the database told about it. */
    void run(Connection connection, Set<String> told) throws SQLException {
        for (Map<String, List<List<@Nullable Object>>> statements : steps.values()) {
            for (Map.Entry<String, List<List<@Nullable Object>>> statement : statements.entrySet()) {
                run(connection, statement.getKey(), statement.getValue(), told);
            }
        }
    }

    private static void run(Connection connection, String sql, List<List<@Nullable Object>> rows, Set<String> told)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<@Nullable Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    statement.setObject(i + 1, row.get(i));
                }
                statement.addBatch();
            }
            statement.executeBatch();
            for (SQLWarning notice = statement.getWarnings(); notice != null; notice = notice.getNextWarning()) {
                told.add(String.valueOf(notice.getMessage()));
            }
        }
    }
}
