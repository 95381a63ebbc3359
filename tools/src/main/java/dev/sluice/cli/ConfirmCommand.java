package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.SettingFlags;
import dev.sluice.command.Shell;
import dev.sluice.config.InvalidConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice confirm}. */
@Command(
        name = "confirm",
        header = "Lets a held change through, once.",
        description = "The daemon on this machine does not apply it by itself when many hosts or targets are gone at"
                + " once. This shows what is gone, asks, and lets just that through.")
final class ConfirmCommand implements Callable<Integer> {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Shell shell;
    private final SettingFlags flags;

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    ConfirmCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, IOException, InterruptedException {
        RunningDaemon daemon =
                new RunningDaemon(flags.loadWithoutDatabase().config().http());
        JsonNode held = daemon.held();
        if (held.isMissingNode()) {
            throw new CommandFailed("nothing is held: every change was applied");
        }
        String id = id(held);
        tell(held);
        if (!yes) {
            ask();
        }
        daemon.confirm(id);
        await(daemon, id);
        shell.out().println("let through: it is applied now");
        return ExitCode.OK;
    }

    private void tell(JsonNode held) {
        List<String> examples =
                held.path("examples").valueStream().map(JsonNode::asText).toList();
        shell.out()
                .println("held since " + held.path("since").asText() + ": "
                        + held.path("message").asText());
        shell.out().println("such as " + String.join(", ", examples));
    }

    private void ask() throws CommandFailed, IOException {
        if (!shell.interactive()) {
            throw new CommandFailed("nothing is let through without --yes");
        }
        shell.out().print("Let it through? y/N ");
        shell.out().flush();
        String answer = shell.in().readLine();
        if (answer == null || !List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT))) {
            throw new CommandFailed("nothing is let through; what is served stays");
        }
    }

    /** Until the next read, which tells whether it is still the same that is lost. */
    private static void await(RunningDaemon daemon, String id) throws CommandFailed, InterruptedException {
        JsonNode held = daemon.statusOnce(status -> !id(status.path("held")).equals(id), LONGEST_WAIT)
                .path("held");
        if (id(held).equals(id)) {
            throw new CommandFailed("confirmed, but the rows cannot be read now; it is let through when they can,"
                    + " if it is the same then");
        }
        if (!held.isMissingNode()) {
            throw new CommandFailed("the rows changed meanwhile, so nothing is let through; held is now: "
                    + held.path("message").asText());
        }
    }

    private static String id(JsonNode held) {
        return held.path("id").asText();
    }
}
