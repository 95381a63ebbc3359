package dev.sluice.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.config.Database;
import dev.sluice.model.ByName;
import dev.sluice.model.Fleet;
import dev.sluice.model.Host;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the tables: at first all rows, then what the table of changes names, and all of them again now and then, which
 * proves that nothing was missed. SELECT on the five tables is all the rights it needs.
 */
public final class PostgresStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);

    /** How often all rows are read although the table of changes names none: proof that nothing was missed. */
    private static final Duration FULL_READ_INTERVAL = Duration.ofSeconds(30);

    private final HikariDataSource pool;
    private final Duration fullReadInterval;
    private final int maxHosts;
    private Fleet fleet = Fleet.EMPTY;
    private @Nullable Cursor cursor;
    private long fullReadAt;

    public PostgresStore(Database database) {
        this(database, FULL_READ_INTERVAL);
    }

    /** Takes tables of more than {@code maxHosts} hosts, or ten times as many targets, for unreadable. */
    public PostgresStore(Database database, int maxHosts) {
        this(database, FULL_READ_INTERVAL, maxHosts);
    }

    /** Reads all rows at least once in {@code fullReadInterval}. */
    public PostgresStore(Database database, Duration fullReadInterval) {
        this(database, fullReadInterval, Rows.ANY_NUMBER);
    }

    private PostgresStore(Database database, Duration fullReadInterval, int maxHosts) {
        this.pool = Connections.pool(database);
        this.fullReadInterval = fullReadInterval;
        this.maxHosts = maxHosts;
    }

    @Override
    public Fleet read() throws StoreUnavailable {
        try (Connection connection = pool.getConnection()) {
            // One snapshot for all reads: a host is never seen without the targets of its own transaction.
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            fleet = read(connection);
            connection.commit();
            return fleet;
        } catch (SQLException e) {
            // Whatever happened meanwhile, a full read will tell.
            cursor = null;
            throw new StoreUnavailable(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private Fleet read(Connection connection) throws SQLException {
        Cursor before = cursor;
        if (before == null) {
            return readAll(connection, Cursor.now(connection));
        }
        Cursor.Changes changes = before.changes(connection);
        Optional<List<String>> names = changes.hosts();
        if (names.isEmpty()) {
            return readAll(connection, changes.next());
        }
        Fleet changed = names.get().isEmpty() ? fleet : readNamed(connection, names.get());
        cursor = changes.next();
        return System.nanoTime() - fullReadAt < fullReadInterval.toNanos()
                ? changed
                : proved(changed, readAll(connection, changes.next()));
    }

    private Fleet readNamed(Connection connection, List<String> names) throws SQLException {
        Map<String, @Nullable Host> changes = new HashMap<>(Rows.named(connection, names, maxHosts));
        names.forEach(name -> changes.putIfAbsent(name, null));
        Fleet changed = fleet.with(fleet.hosts().with(changes));
        if (changed.hosts().size() > maxHosts) {
            throw Rows.tooMany(maxHosts);
        }
        return changed;
    }

    private Fleet readAll(Connection connection, Cursor now) throws SQLException {
        Fleet all = new Fleet(DatabaseId.read(connection), fleet.hosts().withExactly(Rows.all(connection, maxHosts)));
        cursor = now;
        fullReadAt = System.nanoTime();
        return all;
    }

    /** Both were read in one transaction, so a difference means that a change was not noted: a trigger is gone. */
    private static Fleet proved(Fleet noted, Fleet all) {
        if (noted.hosts() != all.hosts()) {
            int[] missed = new int[1];
            ByName.diff(noted.hosts(), all.hosts(), (name, before, after) -> missed[0]++);
            LOG.warn(
                    "changes without a trigger hosts={} (are the triggers on hosts, targets and health_checks enabled?)",
                    missed[0]);
        }
        return all;
    }
}
