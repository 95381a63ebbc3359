package dev.sluice.cli;

import dev.sluice.model.Counted;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows as psql prints them: names centred, numbers to the right. */
final class SqlTable {
    private static final Set<Integer> NUMBERS =
            Set.of(Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.REAL, Types.DOUBLE, Types.NUMERIC);
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private final List<String> names = new ArrayList<>();
    private final List<Boolean> numeric = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    SqlTable(ResultSet results) throws SQLException {
        ResultSetMetaData columns = results.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(shown(columns.getColumnLabel(i)));
            numeric.add(NUMBERS.contains(columns.getColumnType(i)));
            widths.add(length(names.get(i - 1)));
        }
        while (results.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String value = results.getString(i + 1);
                row.add(value == null ? "" : shown(value));
                widths.set(i, Math.max(widths.get(i), length(row.get(i))));
            }
            rows.add(row);
        }
    }

    /** Control characters are spelled out: rows may come from anybody, and a terminal obeys them. */
    private static String shown(String value) {
        return CONTROL.matcher(value).replaceAll(found -> {
            char control = found.group().charAt(0);
            return control == '\n' ? "\\\\n" : String.format("\\\\x%02x", (int) control);
        });
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(joined("|", this::head));
        lines.add(joined("+", i -> "-".repeat(widths.get(i) + 2)));
        rows.forEach(row -> lines.add(joined("|", i -> cell(row.get(i), i))));
        lines.add("(" + Counted.of(rows.size(), "row") + ")");
        return lines;
    }

    private String joined(String between, IntFunction<String> part) {
        return IntStream.range(0, names.size()).mapToObj(part).collect(Collectors.joining(between));
    }

    private String head(int i) {
        int space = widths.get(i) - length(names.get(i));
        return " " + " ".repeat(space / 2) + names.get(i) + " ".repeat(space - space / 2) + " ";
    }

    private String cell(String value, int i) {
        String space = " ".repeat(widths.get(i) - length(value));
        boolean last = i == names.size() - 1;
        return " " + (numeric.get(i) ? space + value : last ? value : value + space) + (last ? "" : " ");
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
