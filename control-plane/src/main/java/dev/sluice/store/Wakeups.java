package dev.sluice.store;

import dev.sluice.config.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for the NOTIFY of the tables' triggers and calls back at once. Nothing depends on it: notifications are lost
 * while a connection is down, so the sync reads at its interval all the same.
 */
public final class Wakeups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);
    private static final String LISTEN = "LISTEN sluice";
    /** A LISTEN on a frozen server looks like a quiet table, so the connection is tried this often. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final PGSimpleDataSource source;
    private final Runnable wake;
    private final Thread thread;
    private volatile boolean closed;

    public Wakeups(Database database, Runnable wake) {
        this.source = Connections.readOnly(database);
        this.wake = wake;
        this.thread = new Thread(this::run, "notify");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        while (!closed) {
            try (Connection connection = source.getConnection()) {
                listen(connection);
            } catch (SQLException e) {
                // The sync itself says when the database is away; this connection only makes it faster.
                LOG.debug("notify connection lost: {}", e.getMessage());
                pause();
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        PGConnection notifications = connection.unwrap(PGConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute(LISTEN);
            // What was committed before the LISTEN was not told to us.
            wake.run();
            while (!closed) {
                if (notifications.getNotifications((int) HEARTBEAT.toMillis()).length > 0) {
                    wake.run();
                } else {
                    statement.execute("SELECT 1");
                }
            }
        } finally {
            // What ended this connection may have ended the database: a read finds out at once.
            wake.run();
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
