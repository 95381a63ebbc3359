package dev.sluice.store;

import dev.sluice.config.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
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

    /** Held by the session; the number is "sluice" in ASCII. */
    private static final String LOCK = "SELECT pg_advisory_lock(126933037343589)";

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
        try {
            MigrationInfoService info = configuration(database).load().info();
            List<MigrationInfo> newer = Arrays.stream(info.all())
                    .filter(each -> each.getState() == MigrationState.FUTURE_SUCCESS)
                    .toList();
            return new State(described(List.of(info.pending())), described(newer));
        } catch (FlywayException e) {
            throw new StoreUnavailable(StoreUnavailable.firstLine(root(e)), e);
        }
    }

    /** Whether the database knows nothing of Sluice. Reads only. */
    static boolean wereNeverApplied(Database database) throws StoreUnavailable {
        try {
            return configuration(database).load().info().applied().length == 0;
        } catch (FlywayException e) {
            throw new StoreUnavailable(StoreUnavailable.firstLine(root(e)), e);
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
        FluentConfiguration configuration = configuration(database);
        // Flyway locks its history table, but two that both find none trip over each other's.
        try (Connection connection = Connections.writable(database).getConnection();
                Statement lock = connection.createStatement()) {
            lock.execute(LOCK);
            MigrateResult result = configuration.load().migrate();
            return new Result(
                    result.migrations.stream().map(Migrations::describe).collect(Collectors.toList()));
        } catch (FlywayException e) {
            throw new StoreUnavailable(reason(e), e);
        } catch (SQLException e) {
            throw new StoreUnavailable(e);
        }
    }

    private static String describe(MigrateOutput migration) {
        return migration.version + " " + migration.description;
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String reason(FlywayException e) {
        Throwable root = root(e);
        String hint = root instanceof SQLException refused ? hint(refused) : "";
        return "the tables could not be created: " + StoreUnavailable.firstLine(root) + hint;
    }

    private static String hint(SQLException refused) {
        return switch (String.valueOf(refused.getSQLState())) {
            case DUPLICATE_TABLE ->
                " and is not Sluice's; give Sluice another database,"
                        + " or a schema of its own as the first in the role's search_path";
            case INSUFFICIENT_PRIVILEGE ->
                "; run sluice migrate as the database's owner," + " or grant CREATE on the schema to this role";
            default -> "";
        };
    }
}
