package dev.sluice.cli;

import dev.sluice.command.ExitCode;
import dev.sluice.command.Shell;
import dev.sluice.local.EnvoyRelease;
import dev.sluice.translate.EnvoyVersion;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code sluice version}. */
@Command(
        name = "version",
        header = "Prints the versions of Sluice, of Java and of Envoy.",
        description = "Envoy's is the one that Sluice brings along.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    private final Optional<Shell> shell;

    VersionCommand(Shell shell) {
        this.shell = Optional.of(shell);
    }

    /** For {@code --version}, which prints by itself. */
    VersionCommand() {
        this.shell = Optional.empty();
    }

    @Override
    public Integer call() {
        shell.ifPresent(to -> {
            for (String line : getVersion()) {
                to.out().println(line);
            }
        });
        return ExitCode.OK;
    }

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("of a checkout");
        return new String[] {"sluice " + version, "java   " + System.getProperty("java.version"), "envoy  " + envoy()};
    }

    private static String envoy() {
        String supported = EnvoyVersion.OLDEST.withoutPatch() + " or newer";
        return EnvoyRelease.pinned()
                .map(pinned -> pinned.version() + " (any of " + supported + " will do)")
                .orElse(supported + " (none is pinned for this kind of machine)");
    }
}
