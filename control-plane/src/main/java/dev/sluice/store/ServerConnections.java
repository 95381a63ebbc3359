package dev.sluice.store;

import dev.sluice.config.Database;
import dev.sluice.config.Secret;
import java.io.Serial;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes connections with the password that holds now, and says of one that is refused which server did so and why. */
final class ServerConnections extends PGSimpleDataSource {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Database database;

    ServerConnections(Database database) {
        this.database = database;
    }

    @Override
    public Connection getConnection() throws SQLException {
        String password = database.currentPassword().map(Secret::value).orElse(null);
        try {
            Connection connection = getConnection(database.user(), password);
            if (isPooled(connection)) {
                // What is prepared on one server connection is not there on the next.
                connection.unwrap(PGConnection.class).setPrepareThreshold(0);
            }
            return connection;
        } catch (SQLException e) {
            throw NotLetIn.because(e, database);
        }
    }

    /** Whether a pooler is in between, such as PgBouncer: then the number that it gave is not the server process's. */
    static boolean isPooled(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
        }
    }
}
