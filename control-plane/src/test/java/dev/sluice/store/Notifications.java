package dev.sluice.store;

import dev.sluice.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What a daemon hears, in the order in which it was sent. */
final class Notifications implements AutoCloseable {
    private static final String LAST = "last";
    private static final int LIMIT_MILLIS = 10_000;

    private final Connection listening;
    private final Connection writing;

    Notifications(TestDatabase database) throws SQLException {
        this.listening = database.connection();
        this.writing = database.connection();
        execute(listening, "LISTEN sluice");
    }

    /** The payloads that {@code statements} send, run in a transaction of their own. */
    List<String> of(String... statements) throws SQLException {
        writing.setAutoCommit(false);
        for (String statement : statements) {
            execute(writing, statement);
        }
        writing.commit();
        // Delivered in order: what was not heard before this one was not sent.
        execute(writing, "NOTIFY sluice, '" + LAST + "'");
        writing.commit();
        List<String> heard = new ArrayList<>();
        while (!heard.contains(LAST)) {
            PGNotification[] more = listening.unwrap(PGConnection.class).getNotifications(LIMIT_MILLIS);
            if (more.length == 0) {
                throw new AssertionError("nothing more was heard after " + heard);
            }
            List.of(more).forEach(one -> heard.add(one.getParameter()));
        }
        heard.remove(LAST);
        return heard;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        listening.close();
        writing.close();
    }
}
