package dev.sluice.cli;

import dev.sluice.command.Shell;
import dev.sluice.config.Environment;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs {@code sluice} in this process, with an environment and an input of the test's own. */
final class CommandLineRun {
    private final Map<String, String> variables = new HashMap<>();
    private final Path home;
    private String input = "";
    private boolean interactive;

    CommandLineRun(Path home) {
        this.home = home;
        variables.put("XDG_DATA_HOME", home.resolve("data").toString());
    }

    /** What came of it. */
    record Result(int exitCode, String out, String err) {
        List<String> outLines() {
            return out.lines().toList();
        }

        List<String> errLines() {
            return err.lines().toList();
        }
    }

    CommandLineRun with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    CommandLineRun typing(String text) {
        input = text;
        interactive = true;
        return this;
    }

    CommandLineRun reading(String text) {
        input = text;
        interactive = false;
        return this;
    }

    Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Shell shell = new Shell(
                new Environment(variables, home, "me", true),
                new BufferedReader(new StringReader(input)),
                interactive,
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        int exitCode = SluiceCommand.run(shell, arguments);
        shell.out().flush();
        return new Result(exitCode, out.toString(), err.toString());
    }
}
