package dev.sluice.store;

import java.io.Serial;
import java.sql.SQLException;
import java.util.Objects;

/** The rows could not be read now; what is served stays as it is. The message says why, in one line. */
public class StoreUnavailable extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UNDEFINED_COLUMN = "42703";

    private final boolean tablesMissing;

    StoreUnavailable(SQLException cause) {
        super(reason(cause), cause);
        this.tablesMissing =
                UNDEFINED_TABLE.equals(cause.getSQLState()) || UNDEFINED_COLUMN.equals(cause.getSQLState());
    }

    StoreUnavailable(String message) {
        super(message);
        this.tablesMissing = false;
    }

    StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
        this.tablesMissing = false;
    }

    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Whether the database answered, but has no tables of ours, or older ones. */
    boolean tablesMissing() {
        return tablesMissing;
    }

    private static String reason(SQLException cause) {
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        String message = FirstLine.of(deepest(cause));
        return switch (state) {
            case UNDEFINED_TABLE, UNDEFINED_COLUMN -> message + "; create the tables with: sluice migrate";
            case "42501" ->
                message.contains("row-level security")
                        ? message + "; it would hide rows from this role, which needs BYPASSRLS or to own the table"
                        : message
                                + "; grant SELECT on hosts, targets, health_checks, fleets, sluice_changes and sluice_database to this role";
            default -> message;
        };
    }

    private static Throwable deepest(SQLException cause) {
        Throwable root = cause;
        // The first words may say only that it was tried; the last ones say why.
        while (!(root instanceof NotLetIn) && root.getCause() instanceof SQLException deeper) {
            root = deeper;
        }
        return root;
    }
}
