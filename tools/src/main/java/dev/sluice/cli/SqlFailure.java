package dev.sluice.cli;

import dev.sluice.store.FirstLine;
import java.io.Serial;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL said against a statement, in its own words and in the form in which psql shows them. */
final class SqlFailure extends Exception {
    private static final String UNDEFINED_TABLE = "42P01";

    @Serial
    private static final long serialVersionUID = 1;

    private final SQLException thrown;
    private final String statement;

    /**
     * @param statement what the user wrote; empty when it was a statement of ours
     */
    SqlFailure(SQLException thrown, String statement) {
        super(thrown);
        this.thrown = thrown;
        this.statement = statement;
    }

    /** Message, place, detail and hint, as far as there are any. */
    List<String> lines() {
        Optional<ServerErrorMessage> server = server();
        if (server.isEmpty()) {
            return List.of("sluice: " + FirstLine.of(thrown));
        }
        ServerErrorMessage message = server.get();
        List<String> lines = new ArrayList<>();
        lines.add(message.getSeverity() + ":  " + message.getMessage());
        place(lines, message.getPosition());
        add(lines, "DETAIL", message.getDetail());
        add(lines, "HINT", message.getHint());
        if (UNDEFINED_TABLE.equals(thrown.getSQLState())
                && String.valueOf(message.getMessage()).matches(".*\"(hosts|targets|health_checks)\".*")) {
            add(lines, "HINT", "Create Sluice's tables with: sluice migrate");
        }
        return lines;
    }

    /** The line with the mistake, and a caret below it. {@code position} counts characters from 1; 0 is nowhere. */
    private void place(List<String> lines, int position) {
        if (position < 1 || position > statement.length()) {
            return;
        }
        int start = statement.lastIndexOf('\n', position - 2) + 1;
        long number = statement.substring(0, start).lines().count() + 1;
        String label = "LINE " + number + ": ";
        lines.add(label + statement.substring(start).lines().findFirst().orElse(""));
        lines.add(" ".repeat(label.length() + position - 1 - start) + "^");
    }

    private static void add(List<String> lines, String name, @Nullable String text) {
        if (text != null) {
            lines.add(name + ":  " + text);
        }
    }

    /** Whether there is no getting in at all: nobody there, not let in, no such database, too many, shutting down. */
    boolean isUnavailable() {
        String state = String.valueOf(thrown.getSQLState());
        return List.of("08", "28", "3D", "53", "57P").stream().anyMatch(state::startsWith);
    }

    private Optional<ServerErrorMessage> server() {
        // A batch's own exception quotes the statement; the one behind it is the server's.
        SQLException said = thrown instanceof BatchUpdateException batch && batch.getNextException() != null
                ? batch.getNextException()
                : thrown;
        if (said instanceof PSQLException error) {
            return Optional.ofNullable(error.getServerErrorMessage());
        }
        return thrown instanceof PSQLWarning warning
                ? Optional.ofNullable(warning.getServerErrorMessage())
                : Optional.empty();
    }
}
