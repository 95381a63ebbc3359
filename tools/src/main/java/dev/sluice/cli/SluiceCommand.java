package dev.sluice.cli;

import dev.sluice.command.ServeCommand;
import dev.sluice.command.SettingFlags;
import dev.sluice.command.Shell;
import dev.sluice.config.Setting.Use;
import dev.sluice.demo.DemoCommand;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code sluice}: all its commands, and how they end. */
@Command(
        name = "sluice",
        description = "A load balancer whose configuration is rows in PostgreSQL.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        usageHelpAutoWidth = true)
public final class SluiceCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "show stack traces with errors")
    private boolean debug;

    private final Shell shell;

    private SluiceCommand(Shell shell) {
        this.shell = shell;
    }

    /** Runs the command that {@code arguments} name; returns its exit code. */
    public static int run(Shell shell, String... arguments) {
        return commandLine(shell).execute(arguments);
    }

    static CommandLine commandLine(Shell shell) {
        SluiceCommand sluice = new SluiceCommand(shell);
        CommandLine root = new CommandLine(sluice);
        sluice.addCommands(root);
        SqlFailures failures = new SqlFailures(() -> sluice.debug);
        return root.setOut(shell.out())
                .setErr(shell.err())
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
    }

    /** Called when no command is named. */
    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    private void addCommands(CommandLine root) {
        add(root, flags -> new ServeCommand(shell, flags), ServeCommand.flags(shell.environment()));
        root.addSubcommand(new DemoCommand());
        addForRows(root, flags -> new MigrateCommand(shell, flags), Use.DATABASE);
        addForRows(root, flags -> new ApplyCommand(shell, flags), Use.DATABASE);
        addForRows(root, flags -> new RenderCommand(shell, flags), Use.DATABASE, Use.TRANSLATION);
        addForRows(root, flags -> new SqlCommand(shell, flags), Use.DATABASE);
        add(root, flags -> new ConfirmCommand(shell, flags), Use.HTTP);
        add(root, flags -> new DoctorCommand(shell, flags), Use.DATABASE, Use.DAEMON, Use.HTTP, Use.TRANSLATION);
        addForRows(root, flags -> new PinCommand(shell, flags), Use.DATABASE, Use.HTTP);
        addForRows(root, flags -> new ReleaseCommand(shell, flags), Use.DATABASE);
        root.addSubcommand(new CloudInitCommand(shell));
        root.addSubcommand(new EnvoyCommand(shell));
        root.addSubcommand(new VersionCommand(shell));
        root.addSubcommand(new HelpCommand());
        root.addSubcommand(new GenerateCompletion());
        root.addSubcommand(new ManCommand(shell));
    }

    private void add(CommandLine root, Function<SettingFlags, Object> command, Use... uses) {
        add(root, command, new SettingFlags(shell.environment(), uses));
    }

    private void addForRows(CommandLine root, Function<SettingFlags, Object> command, Use... uses) {
        add(root, command, new OperatorFlags(shell.environment(), uses));
    }

    private static void add(CommandLine root, Function<SettingFlags, Object> command, SettingFlags flags) {
        CommandLine line = new CommandLine(command.apply(flags));
        flags.addTo(line.getCommandSpec());
        root.addSubcommand(line);
    }
}
