package dev.sluice.store;

import dev.sluice.config.Database;
import java.util.List;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;

/** Creates the tables, and brings older ones up to date. Safe to run twice, and by several daemons at once. */
public final class Migrations {
    /** In the same schema as the tables; its name says whose it is, for users with a Flyway of their own. */
    static final String HISTORY = "sluice_schema_history";

    private Migrations() {}

    /**
     * What was done.
     *
     * @param applied descriptions of the migrations applied now, oldest first; empty when all were there
     */
    public record Result(List<String> applied) {}

    /** Applies what is missing, in the first schema of the role's search_path. Needs CREATE there. */
    public static Result migrate(Database database) throws StoreUnavailable {
        FluentConfiguration configuration = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(Connections.writable(database))
                .locations("classpath:db/migration")
                .table(HISTORY)
                // The schema may hold other tables: Sluice is a guest in it.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .baselineDescription("before Sluice")
                .failOnMissingLocations(true);
        try {
            MigrateResult result = configuration.load().migrate();
            return new Result(
                    result.migrations.stream().map(Migrations::describe).collect(Collectors.toList()));
        } catch (FlywayException e) {
            throw new StoreUnavailable(reason(e), e);
        }
    }

    private static String describe(MigrateOutput migration) {
        return migration.version + " " + migration.description;
    }

    private static String reason(FlywayException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? e.toString() : root.getMessage();
        return "the tables could not be created: "
                + message.lines().findFirst().orElse("").strip();
    }
}
