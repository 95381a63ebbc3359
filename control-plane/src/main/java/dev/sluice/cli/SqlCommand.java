package dev.sluice.cli;

import dev.sluice.config.Database;
import dev.sluice.config.InvalidConfig;
import dev.sluice.store.Connections;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice sql}: enough of psql for a machine that has none. */
@Command(
        name = "sql",
        header = "Runs SQL on the database, for machines without psql.",
        description =
                "Statements are arguments, come from stdin, or are typed at a prompt. Also knows \\dt, \\d TABLE, \\? and \\q.")
final class SqlCommand implements Callable<Integer> {
    private final Shell shell;
    private final SettingFlags flags;

    @Parameters(
            paramLabel = "STATEMENT",
            arity = "0..*",
            description = "several in one argument, with semicolons, are one transaction")
    private List<String> statements = new ArrayList<>();

    @Option(
            names = {"-c", "--command"},
            paramLabel = "STATEMENT",
            description = "the same, in psql's spelling")
    private List<String> commands = new ArrayList<>();

    SqlCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, SQLException, StatementFailed, IOException {
        Database database = patient(flags.load().config().database());
        try (Connection connection = Connections.writable(database).getConnection()) {
            SqlSession session = new SqlSession(connection, shell);
            if (!commands.isEmpty() || !statements.isEmpty()) {
                runEach(session, commands);
                runEach(session, statements);
                return ExitCode.OK;
            }
            return shell.interactive() ? prompt(session, database.name()) : script(session);
        }
    }

    /** A person may wait for a long statement, and ends it with ^C. */
    private static Database patient(Database database) {
        Map<String, String> properties = new HashMap<>(database.properties());
        properties.putIfAbsent("socketTimeout", "0");
        return new Database(database.servers(), database.name(), database.user(), database.password(), properties);
    }

    private static void runEach(SqlSession session, List<String> arguments)
            throws CommandFailed, SQLException, StatementFailed {
        for (String argument : arguments) {
            session.runTogether(SqlScript.of(argument));
        }
    }

    /** Stops at the first mistake: what follows was written for rows that are not there now. */
    private int script(SqlSession session) throws CommandFailed, StatementFailed {
        for (String step : SqlScript.of(shell.in().lines().collect(Collectors.joining("\n")))) {
            if (SqlSession.isQuit(step)) {
                break;
            }
            session.run(step);
        }
        return ExitCode.OK;
    }

    private int prompt(SqlSession session, String database) throws IOException {
        SqlScript script = new SqlScript();
        shell.out().println("\\? for help, \\q to leave");
        while (true) {
            shell.out().print(database + (script.isEmpty() ? "=> " : "-> "));
            shell.out().flush();
            String line = shell.in().readLine();
            if (line == null) {
                shell.out().println();
                return ExitCode.OK;
            }
            for (String step : script.add(line)) {
                if (SqlSession.isQuit(step)) {
                    return ExitCode.OK;
                }
                attempt(session, step);
            }
        }
    }

    private void attempt(SqlSession session, String step) {
        try {
            session.run(step);
        } catch (StatementFailed e) {
            e.failure().lines().forEach(shell.err()::println);
        } catch (CommandFailed e) {
            shell.err().println(e.getMessage());
        }
    }
}
