package dev.sluice.testing;

import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import dev.sluice.config.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An empty database of one test's own; its role owns it and is no superuser, as in production.
 *
 * @param port of the server, on 127.0.0.1
 */
public record TestDatabase(int port, String name, String user, String password) {

    /** As somebody would set {@code DATABASE_URL}. */
    public String url() {
        return "postgres://" + user + ":" + password + "@127.0.0.1:" + port + "/" + name;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    public Database config() {
        return new Database(
                List.of(new HostPort("127.0.0.1", port)), name, user, Optional.of(new Secret(password)), Map.of());
    }

    public Connection connection() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, password);
    }

    /** Runs each in a transaction of its own. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the only row, as text. */
    public String ask(String query) throws SQLException {
        List<String> answers = list(query);
        if (answers.size() != 1) {
            throw new AssertionError(answers.size() + " rows: " + query);
        }
        return answers.get(0);
    }

    /** Waits until one connection of Sluice's waits for a lock. */
    public void awaitSluiceWaitingForALock() {
        RunningSluice.soon()
                .until(() -> ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND application_name = 'sluice' AND wait_event_type = 'Lock'")
                        .equals("1"));
    }

    /** The first column of all rows, as text. */
    public List<String> list(String query) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        }
    }
}
