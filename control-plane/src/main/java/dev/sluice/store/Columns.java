package dev.sluice.store;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What JDBC has no getter for. */
final class Columns {
    private Columns() {}

    /** Of a text[]; an element may be null. */
    static List<String> texts(ResultSet row, int column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }

    /** Of a number of seconds; empty where it is null. */
    static Optional<Duration> duration(ResultSet row, int column) throws SQLException {
        Optional<BigDecimal> seconds = Optional.ofNullable(row.getBigDecimal(column));
        return seconds.map(known -> Duration.ofMillis(known.movePointRight(3).longValue()));
    }
}
