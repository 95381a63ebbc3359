package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.Shell;
import dev.sluice.config.Database;
import dev.sluice.model.Counted;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Map;

/** Runs statements on one connection, and the two backslash commands that looking at tables needs. */
final class SqlSession {
    static final String COMMANDS = "\\dt lists the tables, \\d TABLE describes one, \\q leaves";

    private static final String TABLES = """
            SELECT c.relname AS "Name", coalesce(obj_description(c.oid, 'pg_class'), '') AS "Description"
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm') AND pg_table_is_visible(c.oid)
              AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            ORDER BY c.relname
            """;
    private static final String TABLE = """
            SELECT a.attname AS "Column", format_type(a.atttypid, a.atttypmod) AS "Type",
                   CASE WHEN a.attnotnull THEN 'not null' ELSE '' END AS "Nullable",
                   coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS "Default",
                   coalesce(col_description(a.attrelid, a.attnum), '') AS "Description"
            FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = %1$s::regclass AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum;
            SELECT conname AS "Rules" FROM pg_constraint
            WHERE conrelid = %1$s::regclass AND contype IN ('c', 'p', 'u', 'f') ORDER BY contype, conname
            """;

    private final Connection connection;
    private final Shell shell;

    SqlSession(Connection connection, Shell shell) {
        this.connection = connection;
        this.shell = shell;
    }

    /**
     * For a person, who may wait for a long statement and ends it with ^C. A text goes to the server as it is: only
     * PostgreSQL knows for sure where a statement ends.
     */
    static Database typed(Database database) {
        return database.with(Map.of("socketTimeout", "0"))
                .with(database.properties())
                .with(Map.of("preferQueryMode", "simple"));
    }

    /** Runs statements or a backslash command. Several statements count together or not at all, as in psql -c. */
    void run(String text) throws SqlFailure, CommandFailed {
        boolean isCommand = text.startsWith("\\");
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false); // braces are JSON here, not JDBC's escapes
            execute(statement, isCommand ? query(text.split("[\\s;]+", 2)) : text);
        } catch (SQLException e) {
            throw new SqlFailure(e, isCommand ? "" : text);
        }
    }

    private static String query(String[] words) throws CommandFailed {
        String table = words.length < 2 ? "" : words[1].replaceFirst("[\\s;]+$", "");
        return switch (words[0]) {
            case "\\dt" -> TABLES;
            case "\\d" -> table.isEmpty() ? TABLES : TABLE.formatted("'" + table.replace("'", "''") + "'");
            default -> throw new CommandFailed("there is no command " + words[0] + "; " + COMMANDS);
        };
    }

    private void execute(Statement statement, String sql) throws SQLException {
        boolean rows = statement.execute(sql);
        for (SQLWarning each = statement.getWarnings(); each != null; each = each.getNextWarning()) {
            new SqlFailure(each, "").lines().forEach(shell.err()::println);
        }
        for (long count = statement.getLargeUpdateCount();
                rows || count >= 0;
                count = statement.getLargeUpdateCount()) {
            if (rows) {
                print(statement.getResultSet());
            } else {
                shell.out().println("ok, " + Counted.of(count, "row"));
            }
            rows = statement.getMoreResults();
        }
    }

    private void print(ResultSet results) throws SQLException {
        new SqlTable(results).lines().forEach(shell.out()::println);
        shell.out().println();
    }
}
