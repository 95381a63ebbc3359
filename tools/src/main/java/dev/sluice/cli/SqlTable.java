package dev.sluice.cli;

import dev.sluice.model.Counted;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** Rows as psql prints them: columns aligned, numbers to the right. */
record SqlTable(List<String> header, List<Boolean> numeric, List<List<String>> rows) {
    private static final Set<Integer> NUMBERS =
            Set.of(Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.REAL, Types.DOUBLE, Types.NUMERIC, Types.DECIMAL);

    static SqlTable of(ResultSet results) throws SQLException {
        ResultSetMetaData columns = results.getMetaData();
        SqlTable table = new SqlTable(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            table.header.add(shown(columns.getColumnLabel(i)));
            table.numeric.add(NUMBERS.contains(columns.getColumnType(i)));
        }
        while (results.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String value = results.getString(i);
                row.add(value == null ? "" : shown(value));
            }
            table.rows.add(row);
        }
        return table;
    }

    /** Control characters are spelled out: rows may come from anybody, and a terminal obeys them. */
    private static String shown(String value) {
        StringBuilder shown = new StringBuilder();
        value.codePoints()
                .forEach(c -> shown.append(
                        c == '\n'
                                ? "\\n"
                                : Character.isISOControl(c) ? String.format("\\x%02x", c) : Character.toString(c)));
        return shown.toString();
    }

    List<String> lines() {
        List<Integer> widths = widths();
        List<String> lines = new ArrayList<>();
        StringJoiner head = new StringJoiner("|");
        StringJoiner rule = new StringJoiner("+");
        for (int i = 0; i < widths.size(); i++) {
            head.add(" " + centred(header.get(i), widths.get(i)) + " ");
            rule.add("-".repeat(widths.get(i) + 2));
        }
        lines.add(head.toString());
        lines.add(rule.toString());
        rows.forEach(row -> lines.add(line(row, widths)));
        lines.add("(" + Counted.of(rows.size(), "row") + ")");
        return lines;
    }

    private List<Integer> widths() {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            int column = i;
            widths.add(Math.max(
                    length(header.get(i)),
                    rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0)));
        }
        return widths;
    }

    private String line(List<String> row, List<Integer> widths) {
        StringJoiner line = new StringJoiner("|");
        for (int i = 0; i < row.size(); i++) {
            String space = " ".repeat(widths.get(i) - length(row.get(i)));
            boolean last = i == row.size() - 1;
            line.add(
                    " " + (numeric.get(i) ? space + row.get(i) : row.get(i) + (last ? "" : space)) + (last ? "" : " "));
        }
        return line.toString();
    }

    private static String centred(String text, int width) {
        int space = width - length(text);
        return " ".repeat(space / 2) + text + " ".repeat(space - space / 2);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
