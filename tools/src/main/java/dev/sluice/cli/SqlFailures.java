package dev.sluice.cli;

import dev.sluice.command.ExitCode;
import dev.sluice.command.Failures;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/** The failures of commands that speak SQL as well: what PostgreSQL refuses is shown as psql shows it. */
final class SqlFailures extends Failures {
    SqlFailures(BooleanSupplier debug) {
        super(debug);
    }

    @Override
    protected int tell(Exception thrown, PrintWriter err) {
        if (thrown instanceof SQLException sql) {
            return tell(new SqlFailure(sql, ""), err);
        }
        if (thrown instanceof SqlFailure refused) {
            return tell(refused, err);
        }
        return super.tell(thrown, err);
    }

    private static int tell(SqlFailure failure, PrintWriter err) {
        failure.lines().forEach(err::println);
        return failure.isUnavailable() ? ExitCode.DATABASE_UNAVAILABLE : ExitCode.FAILURE;
    }
}
