package dev.sluice.cli;

import dev.sluice.command.ExitCode;
import dev.sluice.command.Shell;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice man}: what a package installs as sluice(1). */
@Command(
        name = "man",
        header = "Prints the manual page.",
        description = "In roff, to look at with: sluice man | man -l -")
final class ManCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Shell shell;

    ManCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.out().print(ManPage.of(spec.root()));
        shell.out().flush();
        return ExitCode.OK;
    }
}
