package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.SettingFlags;
import dev.sluice.command.Shell;
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
        description = {
            "Statements are arguments, come from stdin, or are typed at a prompt, which is psql's where there is a psql.",
            "Also knows \\dt, \\d TABLE, \\? and \\q."
        })
final class SqlCommand implements Callable<Integer> {
    private final Shell shell;
    private final SettingFlags flags;

    @Parameters(
            paramLabel = "STATEMENT",
            arity = "0..*",
            description = "several in one argument, with semicolons, are one transaction; so is all of stdin")
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
    public Integer call()
            throws InvalidConfig, CommandFailed, SQLException, StatementFailed, IOException, InterruptedException {
        Database database = flags.load().config().database();
        boolean prompt = statements.isEmpty() && commands.isEmpty() && shell.interactive();
        if (prompt) {
            Psql psql = new Psql(database, shell.environment());
            if (psql.isHere()) {
                return psql.run();
            }
        }
        try (Connection connection = Connections.writable(typed(database)).getConnection()) {
            SqlSession session = new SqlSession(connection, shell);
            return prompt ? prompt(session, database.name()) : run(session);
        }
    }

    /**
     * A person may wait for a long statement, and ends it with ^C. The text goes to the server as it is: only PostgreSQL
     * knows for sure where a statement ends.
     */
    private static Database typed(Database database) {
        Map<String, String> properties = new HashMap<>(database.properties());
        properties.putIfAbsent("socketTimeout", "0");
        properties.put("preferQueryMode", "simple");
        return new Database(
                database.servers(),
                database.name(),
                database.user(),
                database.password(),
                properties,
                database.passwordFile());
    }

    private int run(SqlSession session) throws CommandFailed, StatementFailed {
        List<String> texts = new ArrayList<>(commands);
        texts.addAll(statements);
        if (texts.isEmpty()) {
            texts.add(shell.in().lines().collect(Collectors.joining("\n")));
        }
        for (String text : texts) {
            session.run(text.strip());
        }
        return ExitCode.OK;
    }

    /** A line that ends with a semicolon ends what is sent. */
    private int prompt(SqlSession session, String database) throws IOException {
        StringBuilder typed = new StringBuilder();
        shell.out().println("\\? for help, \\q to leave");
        while (true) {
            shell.out().print(database + (typed.isEmpty() ? "=> " : "-> "));
            shell.out().flush();
            String line = shell.in().readLine();
            if (line == null || typed.isEmpty() && line.strip().equals("\\q")) {
                return ExitCode.OK;
            }
            typed.append(line).append('\n');
            boolean isCommand = typed.charAt(0) == '\\';
            if (isCommand || line.stripTrailing().endsWith(";")) {
                attempt(session, typed.toString().strip());
                typed.setLength(0);
            }
        }
    }

    private void attempt(SqlSession session, String text) {
        try {
            session.run(text);
        } catch (StatementFailed e) {
            e.failure().lines().forEach(shell.err()::println);
        } catch (CommandFailed e) {
            shell.err().println(e.getMessage());
        }
    }
}
