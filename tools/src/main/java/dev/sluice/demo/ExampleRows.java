package dev.sluice.demo;

import dev.sluice.config.Database;
import dev.sluice.store.Connections;
import dev.sluice.store.Migrations;
import dev.sluice.store.StoreUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables and the example rows of a new database. Rows that somebody deleted stay deleted. */
final class ExampleRows {
    /** The database's own comment: it comes in one transaction with the rows, and goes only with the database. */
    private static final String MARK = "The database of sluice demo. It began with example rows.";

    private ExampleRows() {}

    /** Returns whether the database was new. */
    static boolean insertIfNew(Database database, ExamplePorts ports) throws DemoFailed {
        try {
            boolean isNew = !isMarked(database);
            Migrations.migrate(database);
            listenWhereAnybodyMay(database, ports.incoming());
            if (isNew) {
                insert(database, ExampleHost.all(ports));
            }
            return isNew;
        } catch (SQLException | StoreUnavailable e) {
            throw new DemoFailed("the example rows cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * A row without an incoming_port is to work here as well, and the tables' own default, 80, is root's alone. Whoever set
     * another default keeps it.
     */
    private static void listenWhereAnybodyMay(Database database, int port) throws SQLException {
        try (Connection connection = Connections.writable(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet usual = statement.executeQuery(
                        "SELECT FROM information_schema.columns WHERE table_name = 'hosts'"
                                + " AND table_schema = current_schema AND column_name = 'incoming_port' AND column_default = '80'")) {
            if (usual.next()) {
                statement.execute("ALTER TABLE hosts ALTER COLUMN incoming_port SET DEFAULT " + port);
            }
        }
    }

    private static boolean isMarked(Database database) throws SQLException {
        try (Connection connection = Connections.writable(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT shobj_description(oid, 'pg_database')"
                        + " FROM pg_database WHERE datname = current_database()")) {
            return rows.next() && MARK.equals(rows.getString(1));
        }
    }

    private static void insert(Database database, List<ExampleHost> hosts) throws SQLException {
        try (Connection connection = Connections.writable(database).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (ExampleHost host : hosts) {
                for (String sql : host.sql()) {
                    statement.execute(sql);
                }
            }
            statement.execute("COMMENT ON DATABASE " + database.name() + " IS '" + MARK + "'");
            connection.commit();
        }
    }
}
