package dev.sluice.rows;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table, defined once: whatever reads, writes, checks, compares or documents rows derives from here.
 *
 * @param <V> what a row gives for it: of a column that may be null an {@code Optional}
 */
public final class Column<V> {
    /** What a row has in a column that nobody gave. */
    enum Otherwise {
        /** There is nothing: it must be given. */
        NOTHING,
        NULL,
        DEFAULT
    }

    private final Table table;
    private final int index;
    private final String name;
    private final Kind<Object> kind;
    private final Otherwise otherwise;
    private final @Nullable Object standard;
    private final String meaning;
    private final Function<@Nullable Object, V> given;

    @SuppressWarnings("unchecked") // A kind's values go through Object only within this package.
    Column(
            Table table,
            int index,
            String name,
            Kind<?> kind,
            Otherwise otherwise,
            @Nullable Object standard,
            String meaning,
            Function<@Nullable Object, V> given) {
        this.table = table;
        this.index = index;
        this.name = name;
        this.kind = (Kind<Object>) kind;
        this.otherwise = otherwise;
        this.standard = standard;
        this.meaning = meaning;
        this.given = given;
    }

    public Table table() {
        return table;
    }

    /** Its place in the table, counted from 0. */
    public int index() {
        return index;
    }

    /** In SQL, JSON, YAML and messages. */
    public String name() {
        return name;
    }

    /** With its table's, as problems name it: {@code targets.port}. */
    public String fullName() {
        return table.name() + "." + name;
    }

    public Kind<?> kind() {
        return kind;
    }

    /** Whether a row without it is none. */
    public boolean isRequired() {
        return otherwise == Otherwise.NOTHING;
    }

    public boolean isNullable() {
        return otherwise == Otherwise.NULL;
    }

    /** The default, as JSON has it; empty where there is none, or null is. */
    public Optional<Object> plainDefault() {
        return Optional.ofNullable(standard).map(kind::plain);
    }

    /** What it is for, in the words of its COMMENT. */
    public String meaning() {
        return meaning;
    }

    /** The value that the database driver gave, for {@link Table#row}; a null stays one. */
    public @Nullable Object ofStored(@Nullable Object stored) {
        return stored == null ? null : shared(kind.ofStored(stored));
    }

    /** What {@code row} has in it, for the database driver. */
    public @Nullable Object stored(Row row) {
        Object value = row.value(index);
        return value == null ? null : kind.stored(value);
    }

    /** The value of a plain one, for {@link Table#row}. */
    public Object ofPlain(Object plain) throws Misfit {
        return shared(kind.ofPlain(plain));
    }

    /** What {@code row} has in it, for JSON and YAML; null where it has null. */
    public @Nullable Object plain(Row row) {
        Object value = row.value(index);
        return value == null ? null : kind.plain(value);
    }

    /** What {@code row} has in it, for a sentence. */
    public String shown(Row row) {
        Object value = row.value(index);
        return value == null ? "null" : kind.shown(value);
    }

    /** What is wrong with it in {@code row} and what would be right, or nothing. */
    Optional<String> mistake(Row row) {
        Object value = row.value(index);
        if (value == null) {
            return isNullable() ? Optional.empty() : Optional.of("must not be null");
        }
        return value == standard ? Optional.empty() : kind.mistake(value);
    }

    /** One of equal values is enough: most are the default. */
    private Object shared(Object value) {
        return value.equals(standard) ? Objects.requireNonNull(standard) : value;
    }

    /** What a row holds where it gives {@code value}. */
    @Nullable
    Object taken(V value) {
        Object held = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        return held == null ? null : shared(held);
    }

    @Nullable
    Object standard() {
        return standard;
    }

    V given(@Nullable Object value) {
        return given.apply(value == null && !isNullable() ? kind.blank() : value);
    }

    @Override
    public String toString() {
        return fullName();
    }
}
