package dev.sluice.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Which database this is: its one row of {@code sluice_database}, given when the tables were made. */
final class DatabaseId {
    private static final String READ = "SELECT id FROM sluice_database";

    private DatabaseId() {}

    /** Empty when somebody deleted the row: then nobody can say whether two reads are of one database. */
    static Optional<UUID> read(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
        }
    }
}
