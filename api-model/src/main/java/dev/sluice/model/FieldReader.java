package dev.sluice.model;

import dev.sluice.rows.Column;
import dev.sluice.rows.Misfit;
import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of one group, by their canonical names: a row of a table, and what else the group holds. */
final class FieldReader {
    private final String host;
    private final String table;
    private final int line;
    private final List<Problem> problems;
    private final Map<String, Tree> values = new HashMap<>();

    /** Reads {@code fields}; one that is not among {@code names} or there twice is a problem. */
    FieldReader(String host, String table, Tree.Fields fields, List<String> names, List<Problem> problems) {
        this.host = host;
        this.table = table;
        this.problems = problems;
        this.line = fields.line();
        fields.fields().forEach(field -> take(field, names));
    }

    /** Whether {@code field} is called {@code name}, whatever its case and its dashes. */
    static boolean isNamed(Tree.Field field, String name) {
        return plain(field.name()).equals(plain(name));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    private void take(Tree.Field field, List<String> names) {
        Optional<String> name =
                names.stream().filter(known -> isNamed(field, known)).findFirst();
        if (name.isEmpty()) {
            problem(table + "." + field.name(), "is not known" + Nearest.hintOrAll(field.name(), names), field.line());
        } else if (values.put(name.get(), field.value()) != null) {
            problem(table + "." + name.get(), "must be there once", field.line());
        }
    }

    /** The items of a list; none where the list is left out. */
    List<Tree> list(String name) {
        Tree value = values.get(name);
        if (value instanceof Tree.Items list) {
            return list.items();
        }
        if (value != null && !(value instanceof Tree.Null)) {
            problem(name, "must be a list, is " + value.described(), value.line());
        }
        return List.of();
    }

    /** The row of {@code of} that these fields are; where a value is wrong the default stands in. */
    Row row(Table of) {
        Map<Column<?>, @Nullable Object> given = new HashMap<>();
        for (Column<?> column : of.columns()) {
            Tree value = values.get(column.name());
            if (value != null && !(value instanceof Tree.Null)) {
                read(column, value).ifPresent(read -> given.put(column, read));
            } else if (column.isRequired()) {
                problem(column.fullName(), "must be given", line);
            } else if (value != null && column.isNullable()) {
                given.put(column, null); // Somebody says that the column is not to be set.
            }
        }
        return of.row(given);
    }

    private Optional<Object> read(Column<?> column, Tree value) {
        try {
            return Optional.of(column.ofPlain(Optional.ofNullable(value.plain()).orElseThrow()));
        } catch (Misfit misfit) {
            problem(column.fullName(), misfit.sentence() + ", is " + value.described(), value.line());
            return Optional.empty();
        }
    }

    /** A problem of a field, or of a whole table. */
    void problem(String field, String message, int where) {
        problems.add(new Problem(host, field, message + " (line " + where + ")"));
    }
}
