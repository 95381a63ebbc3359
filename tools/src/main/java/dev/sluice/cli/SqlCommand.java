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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice sql}: psql's prompt where there is a psql. Statements run the same way on every machine. */
@Command(
        name = "sql",
        header = "Runs SQL on the database, for machines without psql.",
        description = {
            "Statements are arguments, come from stdin, or are typed at a prompt, which is psql's where there is a psql.",
            "Also knows \\dt, \\d TABLE and \\q."
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
            throws InvalidConfig, CommandFailed, SQLException, SqlFailure, IOException, InterruptedException {
        Database database = flags.load().config().database();
        boolean prompt = statements.isEmpty() && commands.isEmpty() && shell.interactive();
        Psql psql = new Psql(database, shell.environment());
        if (prompt && psql.isHere()) {
            return psql.run();
        }
        try (Connection connection =
                Connections.writable(SqlSession.typed(database)).getConnection()) {
            SqlSession session = new SqlSession(connection, shell);
            return prompt ? prompt(session, database.name()) : run(session);
        }
    }

    private int run(SqlSession session) throws CommandFailed, SqlFailure {
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
        shell.out().println("SQL ends with a semicolon; " + SqlSession.COMMANDS);
        while (true) {
            shell.out().print(database + (typed.isEmpty() ? "=> " : "-> "));
            shell.out().flush();
            String line = shell.in().readLine();
            if (line == null || typed.isEmpty() && line.strip().equals("\\q")) {
                return ExitCode.OK;
            }
            typed.append(line).append('\n');
            if (typed.charAt(0) == '\\' || line.stripTrailing().endsWith(";")) {
                attempt(session, typed.toString().strip());
                typed.setLength(0);
            }
        }
    }

    private void attempt(SqlSession session, String text) {
        try {
            session.run(text);
        } catch (SqlFailure refused) {
            refused.lines().forEach(shell.err()::println);
        } catch (CommandFailed wrong) {
            shell.err().println(wrong.getMessage());
        }
    }
}
