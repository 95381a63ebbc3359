package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.Shell;
import dev.sluice.model.Counted;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Runs statements on one connection, and the few backslash commands that looking at tables needs. */
final class SqlSession {
    private static final String TABLES = """
            SELECT c.relname AS "Name",
                   CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END AS "Type",
                   coalesce(obj_description(c.oid, 'pg_class'), '') AS "Description"
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm') AND pg_table_is_visible(c.oid)
              AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            ORDER BY c.relname
            """;
    private static final String COLUMNS = """
            SELECT a.attname AS "Column", format_type(a.atttypid, a.atttypmod) AS "Type",
                   CASE WHEN a.attnotnull THEN 'not null' ELSE '' END AS "Nullable",
                   coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS "Default",
                   coalesce(col_description(a.attrelid, a.attnum), '') AS "Description"
            FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """;
    private static final String CONSTRAINTS = """
            SELECT conname FROM pg_constraint
            WHERE conrelid = to_regclass(?) AND contype IN ('c', 'p', 'u', 'f') ORDER BY contype, conname
            """;
    private static final String HELP = """
            SQL ends with a semicolon at the end of a line; several lines are fine.
              \\dt        the tables
              \\d TABLE   a table's columns, with what they mean, and its rules
              \\q         leave
            """;

    private final Connection connection;
    private final PrintWriter out;
    private final PrintWriter err;

    SqlSession(Connection connection, Shell shell) {
        this.connection = connection;
        this.out = shell.out();
        this.err = shell.err();
    }

    /** Runs statements, or a backslash command. Several statements count together or not at all, as in psql -c. */
    void run(String text) throws StatementFailed, CommandFailed {
        try {
            if (text.startsWith("\\")) {
                command(text.split("\\s+", 2));
            } else {
                statements(text);
            }
        } catch (SQLException e) {
            throw new StatementFailed(e, text);
        }
    }

    private void statements(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false); // braces are JSON here, not JDBC's escapes
            boolean rows = statement.execute(sql);
            warnings(statement.getWarnings());
            long count = statement.getLargeUpdateCount();
            while (rows || count >= 0) {
                if (rows) {
                    try (ResultSet results = statement.getResultSet()) {
                        print(SqlTable.of(results));
                    }
                } else {
                    out.println("ok, " + Counted.of(count, "row"));
                }
                rows = statement.getMoreResults();
                count = statement.getLargeUpdateCount();
            }
        }
    }

    private void print(SqlTable table) {
        table.lines().forEach(out::println);
        out.println();
    }

    private void warnings(SQLWarning first) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            new SqlFailure(warning, "").lines().forEach(err::println);
        }
    }

    private void command(String[] words) throws SQLException, CommandFailed {
        String argument = words.length > 1 ? words[1].strip().replaceFirst(";$", "") : "";
        switch (words[0]) {
            case "\\dt" -> print(query(TABLES));
            case "\\d" -> {
                if (argument.isEmpty()) {
                    print(query(TABLES));
                } else {
                    describe(argument);
                }
            }
            case "\\?" -> out.print(HELP);
            default -> throw new CommandFailed("there is no command " + words[0] + "; \\? lists them");
        }
    }

    private void describe(String table) throws SQLException, CommandFailed {
        SqlTable columns = query(COLUMNS, table);
        if (columns.rows().isEmpty()) {
            throw new CommandFailed("there is no table " + table + "; \\dt lists them");
        }
        print(columns);
        List<String> rules = new ArrayList<>();
        query(CONSTRAINTS, table).rows().forEach(row -> rules.add("    " + row.get(0)));
        if (!rules.isEmpty()) {
            out.println("Rules:");
            rules.forEach(out::println);
            out.println();
        }
    }

    private SqlTable query(String sql, String... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            try (ResultSet results = statement.executeQuery()) {
                return SqlTable.of(results);
            }
        }
    }
}
