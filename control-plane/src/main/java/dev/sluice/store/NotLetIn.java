package dev.sluice.store;

import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import java.io.Serial;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** A server answered, and refused the connection. The message is a sentence for users: why, where, and what to look at. */
public final class NotLetIn extends SQLException {
    @Serial
    private static final long serialVersionUID = 1;

    private NotLetIn(String reason, SQLException cause) {
        super(reason, cause.getSQLState(), cause);
    }

    /** {@code refused} in a sentence, if it is of this kind; itself otherwise. */
    static SQLException because(SQLException refused, Database database) {
        String hint = switch (String.valueOf(refused.getSQLState())) {
            case "28P01", "28000" -> "check user and password";
            case "3D000" -> "create the database, or correct its name";
            default -> "";
        };
        if (hint.isEmpty()) {
            return refused;
        }
        String servers = database.servers().stream().map(HostPort::toString).collect(Collectors.joining(","));
        return new NotLetIn(FirstLine.of(refused) + ", says " + servers + "; " + hint, refused);
    }
}
