package dev.sluice.command;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The daemon as a program of its own, with {@code sluice serve}'s flags, where nothing but the daemon is installed. */
public final class Serve {
    private Serve() {}

    public static void main(String[] arguments) {
        System.exit(run(Shell.ofProcess(), arguments));
    }

    static int run(Shell shell, String... arguments) {
        SettingFlags flags = ServeCommand.flags(shell.environment());
        CommandLine serve = new CommandLine(new ServeCommand(shell, flags));
        flags.addTo(serve.getCommandSpec());
        serve.getCommandSpec().addOption(help());
        Failures failures = new Failures(() -> false);
        return serve.setOut(shell.out())
                .setErr(shell.err())
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .execute(arguments);
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("show this help")
                .build();
    }
}
