package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.SettingFlags;
import dev.sluice.command.Shell;
import dev.sluice.config.Database;
import dev.sluice.config.InvalidConfig;
import dev.sluice.store.Connections;
import dev.sluice.store.Migrations;
import dev.sluice.store.StoreUnavailable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sluice migrate}. */
@Command(
        name = "migrate",
        header = "Creates the tables, or brings older ones up to date.",
        description = "The tables are hosts, targets and health_checks. Needs CREATE in the schema; safe to run twice.")
final class MigrateCommand implements Callable<Integer> {
    /** How long it tries while somebody uses the tables. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Shell shell;
    private final SettingFlags flags;

    MigrateCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, SQLException {
        Database database = flags.load().config().database();
        // Flyway's own words for a database that is away do not say which one.
        Connections.writable(database).getConnection().close();
        Migrations.Result result = migrate(database, shell);
        result.applied().forEach(migration -> shell.out().println("applied " + migration));
        if (result.applied().isEmpty()) {
            shell.out().println("the tables in " + database.name() + " are up to date");
        }
        return ExitCode.OK;
    }

    /** The database is there, so what is wrong now can be mended by the user: most likely a right is missing. */
    private static Migrations.Result migrate(Database database, Shell shell) throws CommandFailed {
        try {
            return Migrations.migrate(database, PATIENCE, reason -> {
                shell.err().println("sluice: " + reason + " (trying again)");
                shell.err().flush();
            });
        } catch (StoreUnavailable e) {
            throw new CommandFailed(e.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("stopped before the tables were up to date");
        }
    }
}
