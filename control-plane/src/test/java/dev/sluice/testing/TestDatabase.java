package dev.sluice.testing;

import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import dev.sluice.config.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new AssertionError("no row: " + query);
            }
            String answer = rows.getString(1);
            if (rows.next()) {
                throw new AssertionError("more than one row: " + query);
            }
            return answer;
        }
    }
}
