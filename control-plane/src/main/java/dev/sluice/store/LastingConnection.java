package dev.sluice.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One connection, opened when it is needed and kept for the next time. One thread uses it; any may close it, which ends
 * what that one is doing.
 */
final class LastingConnection implements AutoCloseable {
    /** A server's process grows with what it did, and by then the name may lead to another server. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

    private final DataSource source;
    private volatile @Nullable Connection kept;
    private volatile boolean closed;
    private long openedAt;

    LastingConnection(DataSource source) {
        this.source = source;
    }

    /** What a connection is opened for. */
    @FunctionalInterface
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /**
     * Does {@code work}, once more on a new connection where the kept one turns out to have been lost meanwhile. After any
     * failure the next use is of a new connection: where several servers are named, perhaps to a better one.
     */
    <T> T use(Work<T> work) throws SQLException {
        boolean wasKept = isKept();
        try {
            return once(work);
        } catch (SQLException e) {
            if (!wasKept || !isLost(e)) {
                throw e;
            }
        }
        return once(work);
    }

    private boolean isKept() {
        if (kept != null && System.nanoTime() - openedAt > LONGEST_LIFE.toNanos()) {
            drop();
        }
        return kept != null;
    }

    private <T> T once(Work<T> work) throws SQLException {
        try {
            return work.in(opened());
        } catch (SQLException e) {
            drop();
            throw e;
        }
    }

    private Connection opened() throws SQLException {
        Connection open = kept;
        if (open == null) {
            open = source.getConnection();
            openedAt = System.nanoTime();
            kept = open;
        }
        if (closed) {
            // Perhaps since close() looked for one to close.
            drop();
            throw new SQLException("the daemon stops");
        }
        return open;
    }

    private void drop() {
        Connection dropped = kept;
        kept = null;
        if (dropped != null) {
            try {
                dropped.close();
            } catch (SQLException gone) {
                // As it should be.
            }
        }
    }

    /** Whether {@code e} is about the connection: it broke, or the server ended it, as administrators and poolers do. */
    private static boolean isLost(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("57P0");
    }

    @Override
    public void close() {
        closed = true;
        Connection open = kept;
        if (open != null) {
            try {
                // To close it would wait for what it is doing.
                open.abort(Runnable::run);
            } catch (SQLException gone) {
                // As it should be.
            }
        }
    }
}
