package dev.sluice.store;

import dev.sluice.config.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A transaction that reads. What it needs it says for itself alone: behind a pooler the next transaction on this server
 * connection is somebody else's.
 */
final class ReadTransaction {
    private static final Map<String, String> SETTINGS = settings();

    private ReadTransaction() {}

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("statement_timeout", Connections.STATEMENT_TIMEOUT.toMillis() + "");
        settings.put("lock_timeout", "5000");
        settings.put("idle_in_transaction_session_timeout", "30000");
        // A policy that hides rows is an error then, and not a table with fewer rows.
        settings.put("row_security", "off");
        return settings;
    }

    /** Begins one, of one snapshot. The user's own options win. */
    static void begin(Connection connection, Database database) throws SQLException {
        String options = database.properties().getOrDefault("options", "");
        String local = SETTINGS.entrySet().stream()
                .filter(setting -> !options.contains(setting.getKey()))
                .map(setting -> "; SET LOCAL " + setting.getKey() + " = " + setting.getValue())
                .collect(Collectors.joining());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // The driver puts BEGIN before it.
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY" + local);
        }
    }
}
