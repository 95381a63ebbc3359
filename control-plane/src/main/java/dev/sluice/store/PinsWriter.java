package dev.sluice.store;

import dev.sluice.config.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Pins fleets, and releases them. */
public final class PinsWriter {
    private static final String PIN = """
            INSERT INTO fleets (fleet, pinned, pinned_revision, pinned_at, pinned_by)
            VALUES (?, ?::jsonb, ?, now(), session_user)
            ON CONFLICT (fleet) DO UPDATE SET pinned = excluded.pinned, pinned_revision = excluded.pinned_revision,
                pinned_at = excluded.pinned_at, pinned_by = excluded.pinned_by
            WHERE fleets.pinned IS NULL
            """;

    private static final String RELEASE = """
            UPDATE fleets SET pinned = NULL, pinned_revision = NULL, pinned_at = NULL, pinned_by = NULL
            WHERE fleet = ? AND pinned IS NOT NULL
            """;

    private static final String PINNED = """
            SELECT string_agg(fleet, ', ' ORDER BY fleet) FROM fleets WHERE pinned IS NOT NULL
            """;

    private PinsWriter() {}

    /**
     * Pins {@code fleet} to {@code hosts}.
     *
     * @param hosts a list of records, as JSON
     * @return false when it is pinned already, and stays as it is
     */
    public static boolean pin(Database database, String fleet, String revision, String hosts) throws SQLException {
        try (Connection connection = Connections.writable(database).getConnection();
                PreparedStatement statement = connection.prepareStatement(PIN)) {
            statement.setString(1, fleet);
            statement.setString(2, hosts);
            statement.setString(3, revision);
            return statement.executeUpdate() > 0;
        }
    }

    /** Releases {@code fleet}; false when it is not pinned. */
    public static boolean release(Database database, String fleet) throws SQLException {
        try (Connection connection = Connections.writable(database).getConnection();
                PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            statement.setString(1, fleet);
            return statement.executeUpdate() > 0;
        }
    }

    /** The names of those that are pinned, with commas; empty when there is none. */
    public static Optional<String> pinned(Database database) throws SQLException {
        try (Connection connection = Connections.writable(database).getConnection();
                PreparedStatement statement = connection.prepareStatement(PINNED);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return Optional.ofNullable(row.getString(1));
        }
    }
}
