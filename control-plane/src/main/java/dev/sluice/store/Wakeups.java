package dev.sluice.store;

import dev.sluice.config.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for the NOTIFY of the tables' triggers and calls back at once. Where none can come it looks itself, every few
 * milliseconds, whether there is a change: behind a pooler, which may give the connection that listens to others, and on a
 * server that lets transactions be prepared, where the triggers send none. Nothing depends on it: notifications are lost
 * while a connection is down, so the sync reads at its interval all the same.
 */
public final class Wakeups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);
    private static final String LISTEN = "LISTEN sluice";
    /** A LISTEN on a frozen server looks like a quiet table, so the connection is tried this often. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Some 0.1 ms of the server's time each. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private static final String KIND =
            "SELECT pg_is_in_recovery(), current_setting('max_prepared_transactions') <> '0'";

    private final DataSource source;
    private final Runnable wake;
    private final Thread thread;
    private volatile boolean closed;

    public Wakeups(Database database, Runnable wake) {
        this.source = Connections.writable(database);
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
                watch(connection);
            } catch (SQLException e) {
                // The sync itself says when the database is away; this connection only makes it faster.
                LOG.debug("notify connection lost: {}", e.getMessage());
                pause();
            }
        }
    }

    private void watch(Connection connection) throws SQLException {
        boolean standby;
        boolean prepares;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(KIND)) {
            row.next();
            standby = row.getBoolean(1);
            prepares = row.getBoolean(2);
        }
        if (standby) {
            // Nothing is heard there, and what is new cannot be told from what is old that the primary still runs.
            pause();
        } else if (prepares || ServerConnections.isPooled(connection)) {
            look(connection);
        } else {
            listen(connection);
        }
    }

    private void look(Connection connection) throws SQLException {
        String seen = "";
        while (!closed) {
            try (PreparedStatement statement = connection.prepareStatement(Cursor.LOOK)) {
                statement.setString(1, seen.isEmpty() ? "1:1:" : seen);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (seen.isEmpty() || row.getBoolean(2)) {
                        wake.run();
                    }
                    seen = row.getString(1);
                }
            }
            sleep(LOOK);
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
        sleep(RETRY);
    }

    private void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
