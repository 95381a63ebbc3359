package dev.sluice.cli;

import java.io.Serial;
import java.sql.SQLException;

/** PostgreSQL refused a statement that the user wrote. */
final class StatementFailed extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient SqlFailure failure;

    StatementFailed(SQLException cause, String statement) {
        super(cause);
        this.failure = new SqlFailure(cause, statement);
    }

    SqlFailure failure() {
        return failure;
    }
}
