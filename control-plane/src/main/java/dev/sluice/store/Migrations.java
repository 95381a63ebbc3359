package dev.sluice.store;

import com.google.common.base.Throwables;
import dev.sluice.config.Database;
import java.io.Serial;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;

/** Creates the tables, and brings older ones up to date. Safe to run twice, and by several daemons at once. */
public final class Migrations {
    /** In the same schema as the tables; its name says whose it is, for users with a Flyway of their own. */
    static final String HISTORY = "sluice_schema_history";

    private static final String DUPLICATE_TABLE = "42P07";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final String LOCK_TIMEOUT = "55P03";

    /** The queue has gone by then. */
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

    /** Held by the transaction, because behind a pooler a session is others' as well; the number is "sluice" in ASCII. */
    private static final String LOCK = """
            SET LOCAL idle_in_transaction_session_timeout = 0;
            SET LOCAL lock_timeout = 10000;
            SELECT pg_advisory_xact_lock(126933037343589)""";

    /** Who has been at our tables for longest. What other roles do is hidden from ours, but not that they are there. */
    private static final String IN_THE_WAY = """
            SELECT relation::regclass::text || ' is in use by ' || coalesce('process ' || locks.pid
                    || coalesce(' of role ' || usename, '') || coalesce(' (' || nullif(application_name, '') || ')', '')
                    || coalesce(', in a transaction since ' || to_char(xact_start, 'YYYY-MM-DD HH24:MI:SS TZ'), ''),
                'a prepared transaction (see pg_prepared_xacts)')
            FROM pg_locks locks LEFT JOIN pg_stat_activity USING (pid)
            WHERE locktype = 'relation' AND granted AND pid IS DISTINCT FROM pg_backend_pid()
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND relation IN (to_regclass('hosts'), to_regclass('targets'), to_regclass('health_checks'),
                    to_regclass('fleets'), to_regclass('sluice_changes'), to_regclass('sluice_database'))
            ORDER BY xact_start NULLS LAST, relation LIMIT 1
            """;

    private Migrations() {}

    /**
     * What was done.
     *
     * @param applied descriptions of the migrations applied now, oldest first; empty when all were there
     */
    public record Result(List<String> applied) {}

    /**
     * How the tables are beside what this version of Sluice knows.
     *
     * @param pending descriptions of the migrations that are not applied yet, oldest first
     * @param newer descriptions of those that a newer version applied
     */
    public record State(List<String> pending, List<String> newer) {}

    /** What {@link #migrate} would do, and whether a newer Sluice was here. Reads only. */
    public static State state(Database database) throws StoreUnavailable {
        MigrationInfoService info = info(database);
        List<MigrationInfo> newer = Arrays.stream(info.all())
                .filter(each -> each.getState() == MigrationState.FUTURE_SUCCESS)
                .toList();
        return new State(described(List.of(info.pending())), described(newer));
    }

    /** Whether the database knows nothing of Sluice. Reads only. */
    static boolean wereNeverApplied(Database database) throws StoreUnavailable {
        return info(database).applied().length == 0;
    }

    private static MigrationInfoService info(Database database) throws StoreUnavailable {
        try {
            return configuration(database).load().info();
        } catch (FlywayException e) {
            throw new StoreUnavailable(FirstLine.of(Throwables.getRootCause(e)), e);
        }
    }

    private static List<String> described(List<MigrationInfo> migrations) {
        return migrations.stream()
                .map(each -> each.getVersion() + " " + each.getDescription())
                .toList();
    }

    private static FluentConfiguration configuration(Database database) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(Connections.writable(database))
                .locations("classpath:db/migration")
                .table(HISTORY)
                // The schema may hold other tables: Sluice is a guest in it.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .baselineDescription("before Sluice")
                .failOnMissingLocations(true);
    }

    /** Applies what is missing, in the first schema of the role's search_path. Needs CREATE there. */
    public static Result migrate(Database database) throws StoreUnavailable {
        // Flyway locks its history table, but two that both find none trip over each other's.
        try (Connection connection = Connections.writable(database).getConnection();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute(LOCK);
            MigrateResult result = configuration(database).load().migrate();
            connection.commit();
            return new Result(
                    result.migrations.stream().map(Migrations::describe).collect(Collectors.toList()));
        } catch (FlywayException e) {
            throw state(Throwables.getRootCause(e)).equals(LOCK_TIMEOUT)
                    ? new TablesInUse(inTheWay(database), e)
                    : failed(e);
        } catch (SQLException e) {
            throw state(e).equals(LOCK_TIMEOUT)
                    ? new TablesInUse("another Sluice changes them", e)
                    : new StoreUnavailable(e);
        }
    }

    /**
     * As {@link #migrate}, once more and once more while somebody uses the tables, for {@code patience} at most.
     *
     * @param waiting hears each time whom it waits for
     */
    public static Result migrate(Database database, Duration patience, Consumer<String> waiting)
            throws StoreUnavailable, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return migrate(database);
            } catch (TablesInUse e) {
                if (System.nanoTime() - end >= 0) {
                    throw e;
                }
                waiting.accept(e.getMessage());
                Thread.sleep(BETWEEN_TRIES.toMillis());
            }
        }
    }

    /** Somebody held on to a table for longer than a migration may keep writers waiting; another try may succeed. */
    private static final class TablesInUse extends StoreUnavailable {
        @Serial
        private static final long serialVersionUID = 1;

        TablesInUse(String by, Exception cause) {
            super("the tables cannot be changed now: " + by + "; end that transaction, or try again later", cause);
        }
    }

    private static String inTheWay(Database database) {
        try (Connection connection = Connections.writable(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(IN_THE_WAY)) {
            return row.next() ? row.getString(1) : "somebody used them";
        } catch (SQLException e) {
            return "somebody used them";
        }
    }

    private static String state(Throwable e) {
        return e instanceof SQLException refused ? String.valueOf(refused.getSQLState()) : "";
    }

    private static StoreUnavailable failed(FlywayException e) {
        return new StoreUnavailable(reason(e), e);
    }

    private static String describe(MigrateOutput migration) {
        return migration.version + " " + migration.description;
    }

    private static String reason(FlywayException e) {
        Throwable root = Throwables.getRootCause(e);
        String hint = root instanceof SQLException refused ? hint(refused) : "";
        return "the tables could not be created: " + FirstLine.of(root) + hint;
    }

    private static String hint(SQLException refused) {
        return switch (String.valueOf(refused.getSQLState())) {
            case DUPLICATE_TABLE ->
                " and is not Sluice's; give Sluice another database,"
                        + " or a schema of its own as the first in the role's search_path";
            case INSUFFICIENT_PRIVILEGE ->
                "; run sluice migrate as the owner of the tables (a VM with its own PostgreSQL:"
                        + " /usr/lib/sluice/deploy/local-database), or grant CREATE on the schema to this role";
            default -> "";
        };
    }
}
