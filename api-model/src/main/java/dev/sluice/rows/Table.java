package dev.sluice.rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table, defined once. It is put together while its class is initialized and does not change afterwards.
 *
 * <p>Of a table that belongs to the hosts the column {@code host} is not named here: the host that has the rows says it.
 */
public final class Table {
    /** What one column says about another one of the same row. */
    private record Rule(Column<?> column, String sentence, Function<Row, Optional<String>> mistake) {}

    /** How a whole row is written as one text, where that says it all. */
    public interface Shorthand {
        /** The plain values of {@code text}, by column. */
        Map<Column<?>, Object> read(String text) throws Misfit;

        /** {@code row} as a text; empty when it has more than a text says. */
        Optional<String> write(Row row);
    }

    private final String name;
    private final String noun;
    private final String meaning;
    private final List<Column<?>> columns = new ArrayList<>();
    private final List<Column<?>> listed = Collections.unmodifiableList(columns);
    private final List<Rule> rules = new ArrayList<>();
    private List<Column<?>> key = List.of();
    private Comparator<Row> order = Row.order(key, columns);
    private Set<Column<?>> alwaysWritten = Set.of();
    private Optional<Shorthand> shorthand = Optional.empty();
    private Optional<String> shape = Optional.empty();

    /** A table; {@code meaning} are the words of its COMMENT, and {@code noun} is what one row is called. */
    public Table(String name, String noun, String meaning) {
        this.name = name;
        this.noun = noun;
        this.meaning = meaning;
    }

    /** A column that a row must give. */
    public <T> Column<T> required(String column, Kind<T> kind, String meaning) {
        return add(column, kind, Column.Otherwise.NOTHING, null, meaning, Table::<T>cast);
    }

    /** A column with a default. */
    public <T> Column<T> column(String column, Kind<T> kind, T standard, String meaning) {
        return add(column, kind, Column.Otherwise.DEFAULT, standard, meaning, Table::<T>cast);
    }

    /** A column that may be null, which is its default. */
    public <T> Column<Optional<T>> optional(String column, Kind<T> kind, String meaning) {
        return add(
                column, kind, Column.Otherwise.NULL, null, meaning, value -> Optional.ofNullable(Table.<T>cast(value)));
    }

    private <V> Column<V> add(
            String column,
            Kind<?> kind,
            Column.Otherwise otherwise,
            @Nullable Object standard,
            String meaning,
            Function<@Nullable Object, V> given) {
        Column<V> added = new Column<>(this, columns.size(), column, kind, otherwise, standard, meaning, given);
        columns.add(added);
        return added;
    }

    @SuppressWarnings({"unchecked", "NullAway"
    }) // A column's values are of its kind, and null only in those that may be.
    private static <T> T cast(@Nullable Object value) {
        return (T) value;
    }

    /** What tells the rows of one host apart, in the order that rows are sorted by. Without any a host has one row. */
    public Table key(Column<?>... columns) {
        key = List.of(columns);
        order = Row.order(key, this.columns);
        return this;
    }

    /** That {@code column} must be so, as {@code other} is; the sentence goes on with what that one has. */
    public <A, B> Table rule(Column<A> column, String sentence, Column<B> other, BiPredicate<A, B> right) {
        rules.add(new Rule(
                column,
                sentence,
                row -> right.test(row.get(column), row.get(other))
                        ? Optional.empty()
                        : Optional.of(sentence + " " + other.shown(row) + ", is " + column.shown(row))));
        return this;
    }

    /** What a record says even where it is the default, because people look for it. */
    public Table alwaysWrites(Column<?>... columns) {
        alwaysWritten = Set.of(columns);
        return this;
    }

    /** How a row may be written as one text; {@code shape} is what such a text is, for sentences. */
    public Table shorthand(String shape, Shorthand shorthand) {
        this.shape = Optional.of(shape);
        this.shorthand = Optional.of(shorthand);
        return this;
    }

    public String name() {
        return name;
    }

    /** What one row is called. */
    public String noun() {
        return noun;
    }

    /** What it is for, in the words of its COMMENT. */
    public String meaning() {
        return meaning;
    }

    public List<Column<?>> columns() {
        return listed;
    }

    public List<Column<?>> key() {
        return key;
    }

    /** What a record of {@code row} says: all that is no default, and what people look for. Nulls are not written. */
    public Map<String, Object> written(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Column<?> column : columns) {
            Object value = column.plain(row);
            if (value != null && (alwaysWritten.contains(column) || !row.isDefault(column))) {
                fields.put(column.name(), value);
            }
        }
        return fields;
    }

    public Optional<Shorthand> shorthand() {
        return shorthand;
    }

    /** What a row looks like in a list of rows, for sentences. */
    public String shape() {
        Column<?> first = columns.get(0);
        return shape.orElseGet(() -> "fields such as " + first.name() + ": "
                + first.plainDefault().map(Object::toString).orElse("..."));
    }

    /** Sorts its rows, so that equal rows in any order make equal hosts. */
    public Comparator<Row> order() {
        return order;
    }

    /** A row of these values, one for each column, made by {@link Column#ofStored} or {@link Column#ofPlain}. */
    public Row row(@Nullable Object[] values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for " + columns.size() + " columns of " + name);
        }
        return new Row(this, values);
    }

    /** A row of these values, in which the other columns are left out. */
    public Row row(Map<Column<?>, ? extends @Nullable Object> given) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            Column<?> column = columns.get(i);
            values[i] = given.containsKey(column) ? given.get(column) : Row.LEFT_OUT;
        }
        return row(values);
    }

    /** A row in which all columns have their defaults, and those without one are blank. */
    public Row defaults() {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            Column<?> column = columns.get(i);
            values[i] = column.isRequired() ? column.kind().blank() : column.standard();
        }
        return row(values);
    }

    /** A mistake in a row. */
    public record Mistake(Column<?> column, String message) {}

    /** All mistakes of {@code row} by itself. */
    public List<Mistake> mistakes(Row row) {
        List<Mistake> found = new ArrayList<>();
        for (Column<?> column : columns) {
            column.mistake(row).ifPresent(message -> found.add(new Mistake(column, message)));
        }
        for (Rule rule : rules) {
            rule.mistake.apply(row).ifPresent(message -> found.add(new Mistake(rule.column, message)));
        }
        return found;
    }

    /** Whether a mistake in one of its columns says something wrong about another one. */
    public boolean comparesColumns() {
        return !rules.isEmpty();
    }

    /** What a constraint says as its name, or how the name begins: of each column, and of columns compared. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        columns.forEach(
                column -> column.kind().sentences().forEach(sentence -> sentences.add(column.name() + " " + sentence)));
        rules.forEach(rule -> sentences.add(rule.column.name() + " " + rule.sentence));
        return sentences;
    }

    @Override
    public String toString() {
        return name;
    }
}
