package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.Shell;
import dev.sluice.local.ConsoleProgress;
import dev.sluice.local.EnvoyBinary;
import dev.sluice.local.EnvoyNotFound;
import dev.sluice.local.EnvoyRelease;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sluice envoy}. */
@Command(
        name = "envoy",
        header = "Prints the path of the Envoy that sluice demo runs.",
        description = "$ENVOY, else one in $PATH, else the pinned one, which is fetched first if need be.")
final class EnvoyCommand implements Callable<Integer> {
    private final Shell shell;

    EnvoyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws CommandFailed {
        // Not a terminal's progress bar: stdout is the path and nothing else, so what happens goes to stderr.
        ConsoleProgress progress = new ConsoleProgress(System.err, false);
        try {
            shell.out()
                    .println(new EnvoyBinary(
                                    EnvoyRelease.pinned(), shell.environment().variables(), progress)
                            .find());
            return ExitCode.OK;
        } catch (EnvoyNotFound e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }
}
