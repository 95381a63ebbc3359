package dev.sluice.store;

import dev.sluice.config.Database;
import dev.sluice.config.Limits;
import dev.sluice.model.AllRows;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the tables: at first all rows, then what the table of changes names, and all of them again now and then, which
 * proves that nothing was missed. SELECT on the six tables is all the rights it needs.
 */
public final class PostgresStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);

    /** How often all rows are read although the table of changes names none: proof that nothing was missed. */
    private static final Duration FULL_READ_INTERVAL = Duration.ofSeconds(30);

    private final LastingConnection connection;
    private final Database database;
    private final Duration fullReadInterval;
    private final Limits limits;
    private final Rows.Bound bound;
    private AllRows rows = AllRows.EMPTY;
    private Pins pins = Pins.NONE;
    private Cursor cursor = Cursor.START;
    private List<String> missingTriggers = List.of();
    /** Whether they are what the cursor's snapshot saw. */
    private boolean certain;

    private long fullReadAt;

    public PostgresStore(Database database) {
        this(database, Limits.USUAL);
    }

    /** Takes tables that are too large, and standbys that are too late, for unreadable. */
    public PostgresStore(Database database, Limits limits) {
        this(database, limits, FULL_READ_INTERVAL);
    }

    /** Reads all rows at least once in {@code fullReadInterval}. */
    PostgresStore(Database database, Limits limits, Duration fullReadInterval) {
        this.database = database;
        this.connection = new LastingConnection(Connections.writable(database));
        this.limits = limits;
        this.bound = new Rows.Bound(limits.maxHosts(), limits.maxTargets());
        this.fullReadInterval = fullReadInterval;
    }

    @Override
    public AllRows read() throws StoreUnavailable {
        try {
            return connection.use(this::readIn);
        } catch (SQLException e) {
            throw new StoreUnavailable(e);
        }
    }

    private AllRows readIn(Connection connection) throws SQLException {
        try {
            // Of one snapshot: a host is never seen without the targets of its own transaction.
            ReadTransaction.begin(connection, database);
            rows = read(connection);
            connection.commit();
            certain = true;
            return rows;
        } catch (SQLException e) {
            // Whatever happened meanwhile, a full read will tell.
            certain = false;
            throw e;
        }
    }

    /** Ends a read that goes on in another thread. */
    @Override
    public void close() {
        connection.close();
    }

    private AllRows read(Connection connection) throws SQLException {
        Cursor.Changes changes = cursor.changes(connection);
        Optional<String> objection = changes.freshness().objection(limits.maxStandbyLag());
        if (objection.isPresent()) {
            throw new SQLException(objection.get());
        }
        tellTriggers(changes.missingTriggers());
        AllRows read = read(connection, changes.hosts().filter(names -> certain));
        cursor = changes.next();
        return read;
    }

    private void tellTriggers(List<String> missing) {
        if (missing.equals(missingTriggers)) {
            return;
        }
        missingTriggers = missing;
        if (missing.isEmpty()) {
            LOG.info("triggers are back");
        } else {
            LOG.warn(
                    "triggers gone or disabled, every sync reads all rows triggers={} (sluice doctor says what to do)",
                    String.join(",", missing));
        }
    }

    private AllRows read(Connection connection, Optional<List<String>> names) throws SQLException {
        if (names.isEmpty()) {
            return readAll(connection, rows);
        }
        AllRows changed = names.get().isEmpty() ? rows : readNamed(connection, names.get());
        return System.nanoTime() - fullReadAt < fullReadInterval.toNanos()
                ? changed
                : proved(changed, readAll(connection, changed));
    }

    private AllRows readNamed(Connection connection, List<String> names) throws SQLException {
        Map<String, Host> read = Rows.named(connection, names, bound);
        Map<String, @Nullable Host> changes = new HashMap<>();
        names.forEach(name -> changes.put(name, pins.instead(name, read.get(name))));
        AllRows changed = rows.with(rows.hosts().with(changes));
        bound.check(changed.hosts().size(), 0);
        return changed;
    }

    private Optional<Map<String, Host>> hostsOf(String name) {
        return rows == AllRows.EMPTY
                ? Optional.empty()
                : Optional.of(rows.hosts().values().stream()
                        .filter(host -> host.fleet().equals(name))
                        .collect(Collectors.toMap(Host::host, host -> host)));
    }

    /** Shares with {@code known} what is the same. */
    private AllRows readAll(Connection connection, AllRows known) throws SQLException {
        pins = Pins.read(connection, certain ? pins : Pins.NONE, this::hostsOf);
        Map<String, Host> served = pins.instead(Rows.all(connection, bound));
        AllRows all = new AllRows(DatabaseId.read(connection), known.hosts().withExactly(served), pins.pins());
        fullReadAt = System.nanoTime();
        return all;
    }

    /** Both were read in one transaction, so a difference means that a change was not noted: a trigger is gone. */
    private static AllRows proved(AllRows noted, AllRows all) {
        if (noted.hosts() != all.hosts()) {
            int[] missed = new int[1];
            ByName.diff(noted.hosts(), all.hosts(), (name, before, after) -> missed[0]++);
            LOG.warn(
                    "changes without a trigger hosts={} (are the triggers on hosts, targets, health_checks and fleets enabled?)",
                    missed[0]);
        }
        return all;
    }
}
