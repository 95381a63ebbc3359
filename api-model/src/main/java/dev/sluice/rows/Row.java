package dev.sluice.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table. A record may leave columns out: such a row reads as if they had their defaults, and knows that they
 * were not given. Two rows are equal when they read equal.
 */
public final class Row {
    /** Stands where nothing was given. */
    static final Object LEFT_OUT = new Object();

    private final Table table;

    /** Shorter than the table by the defaults at its end: with many columns most rows have few of their own. */
    private final @Nullable Object[] values;

    Row(Table table, @Nullable Object[] values) {
        this.table = table;
        int length = values.length;
        while (length > 0
                && values[length - 1] == table.columns().get(length - 1).standard()) {
            length--;
        }
        this.values = length == values.length ? values : Arrays.copyOf(values, length);
    }

    public Table table() {
        return table;
    }

    /** What it has in {@code column}. */
    public <V> V get(Column<V> column) {
        return column.given(value(column.index()));
    }

    @Nullable
    Object value(int index) {
        Object value = index < values.length ? values[index] : LEFT_OUT;
        return value == LEFT_OUT ? table.columns().get(index).standard() : value;
    }

    /** Whether somebody said what {@code column} has, so that it is not left to the default. */
    public boolean isGiven(Column<?> column) {
        return column.index() >= values.length || values[column.index()] != LEFT_OUT;
    }

    /** Whether {@code column} has its default; null is the default of those that may be null. */
    public boolean isDefault(Column<?> column) {
        return value(column.index()) == column.standard() && !column.isRequired();
    }

    /** The same with another value in {@code column}. */
    public <V> Row with(Column<V> column, V value) {
        @Nullable Object[] changed = all();
        changed[column.index()] = column.taken(value);
        return table.row(changed);
    }

    /** The same, where what was not given is as in {@code existing}. */
    public Row over(Row existing) {
        @Nullable Object[] merged = all();
        for (int i = 0; i < merged.length; i++) {
            if (merged[i] == LEFT_OUT) {
                merged[i] = existing.value(i);
            }
        }
        return table.row(merged);
    }

    private @Nullable Object[] all() {
        int columns = table.columns().size();
        @Nullable Object[] all = Arrays.copyOf(values, columns);
        for (int i = values.length; i < columns; i++) {
            all[i] = table.columns().get(i).standard();
        }
        return all;
    }

    /** What it has in the columns of its table's key. */
    public List<@Nullable Object> key() {
        List<@Nullable Object> key = new ArrayList<>();
        table.key().forEach(column -> key.add(value(column.index())));
        return key;
    }

    /** The columns in which it has something else than {@code other}, of the same table. */
    public List<Column<?>> differences(Row other) {
        return table.columns().stream()
                .filter(column -> !Objects.equals(value(column.index()), other.value(column.index())))
                .<Column<?>>map(column -> column)
                .toList();
    }

    /** By the key first, then by all columns; nulls first. */
    static Comparator<Row> order(List<Column<?>> first, List<Column<?>> all) {
        return (one, other) -> {
            int byKey = compare(one, other, first);
            return byKey == 0 ? compare(one, other, all) : byKey;
        };
    }

    private static int compare(Row one, Row other, List<Column<?>> columns) {
        for (Column<?> column : columns) {
            int difference = compare(one.value(column.index()), other.value(column.index()));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    @SuppressWarnings("unchecked") // Two values of one column are of one class.
    private static int compare(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return Boolean.compare(one != null, other != null);
        }
        return ((Comparable<Object>) one).compareTo(other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Row row) || row.table != table) {
            return false;
        }
        int length = Math.max(values.length, row.values.length);
        for (int i = 0; i < length; i++) {
            if (!Objects.equals(value(i), row.value(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = table.name().hashCode();
        for (int i = 0; i < table.columns().size(); i++) {
            hash = 31 * hash + Objects.hashCode(value(i));
        }
        return hash;
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", table.name() + "(", ")");
        table.columns().forEach(column -> text.add(column.name() + " " + column.shown(this)));
        return text.toString();
    }
}
