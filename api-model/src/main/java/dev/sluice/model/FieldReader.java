package dev.sluice.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The fields of one group, by their canonical names. A null counts as not given, as it does for a column. */
final class FieldReader {
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(Integer.MAX_VALUE);

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
            problem(field.name(), "is not known" + Nearest.hintOrAll(field.name(), names), field.line());
        } else if (values.put(name.get(), field.value()) != null) {
            problem(name.get(), "must be there once", field.line());
        }
    }

    private Optional<Tree> value(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !(value instanceof Tree.Null));
    }

    boolean isGiven(String name) {
        return value(name).isPresent();
    }

    List<Tree> list(String name) {
        Tree value = value(name).orElse(new Tree.Items(0, List.of()));
        if (value instanceof Tree.Items list) {
            return list.items();
        }
        tableProblem(name, "must be a list, is " + value.described(), value.line());
        return List.of();
    }

    Optional<String> text(String name) {
        return value(name).flatMap(value -> {
            if (value instanceof Tree.Text text) {
                return Optional.of(text.value());
            }
            problem(name, "must be a text, is " + value.described(), value.line());
            return Optional.empty();
        });
    }

    OptionalInt integer(String name) {
        Optional<BigDecimal> number = number(name, "a whole number");
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(number.get().intValueExact());
        } catch (ArithmeticException fractionOrTooLarge) {
            problem(name, "must be a whole number, is " + number.get(), line(name));
            return OptionalInt.empty();
        }
    }

    Optional<Duration> seconds(String name) {
        return number(name, "a number of seconds").flatMap(number -> {
            // Before any arithmetic: a number such as 1e-999999999 is short to write and long to compute with.
            boolean sane = Math.abs((long) number.scale()) < 100 && number.abs().compareTo(MOST_SECONDS) <= 0;
            if (sane) {
                BigDecimal nanos = number.movePointRight(9).setScale(0, RoundingMode.HALF_UP);
                return Optional.of(Duration.ofNanos(nanos.longValueExact()));
            }
            problem(name, "must be a number of seconds, is " + number, line(name));
            return Optional.empty();
        });
    }

    private Optional<BigDecimal> number(String name, String wanted) {
        return value(name).flatMap(value -> {
            if (value instanceof Tree.Number number) {
                return Optional.of(number.value());
            }
            problem(name, "must be " + wanted + ", is " + value.described(), value.line());
            return Optional.empty();
        });
    }

    Optional<String> required(String name) {
        if (value(name).isEmpty()) {
            problem(name, "must be given", line);
        }
        return text(name);
    }

    /** The fields of a group inside this one, told under the same host. */
    FieldReader group(String table, Tree.Fields fields, List<String> names) {
        return new FieldReader(host, table, fields, names, problems);
    }

    int line(String name) {
        return value(name).map(Tree::line).orElse(0);
    }

    void problem(String name, String message, int line) {
        tableProblem(table + "." + name, message, line);
    }

    /** A problem of a whole table, or of something in this group that is a table of its own. */
    void tableProblem(String field, String message, int line) {
        problems.add(new Problem(host, field, message + " (line " + line + ")"));
    }
}
