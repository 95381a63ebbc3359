package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.SettingFlags;
import dev.sluice.config.Environment;
import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.doctor.Vm;
import dev.sluice.local.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The settings of a command for people who work on rows: with {@code --demo} those of the demo on this machine, and where
 * nobody names a database, those of the daemon that is installed here.
 */
final class OperatorFlags extends SettingFlags {
    private final Environment environment;
    private final OptionSpec demo = OptionSpec.builder("--demo")
            .type(boolean.class)
            .description("work on the database of the sluice demo on this machine")
            .build();
    private final OptionSpec root = OptionSpec.builder("--root")
            .type(Path.class)
            .hidden(true)
            .description("the folder that stands for /, for tests")
            .build();

    OperatorFlags(Environment environment, Setting.Use... uses) {
        super(environment, uses);
        this.environment = environment;
    }

    @Override
    public void addTo(CommandSpec command) {
        command.addOption(demo);
        command.addOption(root);
        super.addTo(command);
    }

    @Override
    public Settings load() throws InvalidConfig, CommandFailed {
        try {
            return super.load();
        } catch (InvalidConfig e) {
            if (!namesDatabase(sources()) && vm().hidesItsSettings()) {
                throw new CommandFailed(
                        "the settings of this machine's daemon are root's to read: use sudo, or name a database",
                        ExitCode.CONFIGURATION);
            }
            throw e;
        }
    }

    @Override
    public Settings.Sources sources() throws CommandFailed {
        Settings.Sources typed = super.sources();
        if (Boolean.TRUE.equals(demo.getValue())) {
            return ofTheDemo(typed);
        }
        return namesDatabase(typed) ? typed : new Settings.Sources(vm().ofAnOperator(), typed.flags(), typed.file());
    }

    private Settings.Sources ofTheDemo(Settings.Sources typed) throws CommandFailed {
        Map<Setting<?>, String> flags = new HashMap<>(typed.flags());
        if (flags.put(Setting.DATABASE_URL, demoUrl()) != null) {
            throw new CommandFailed("--demo and --database-url name two databases; give one of them", ExitCode.USAGE);
        }
        return new Settings.Sources(withoutLibpq(), flags, typed.file());
    }

    private Vm vm() {
        return new Vm(Optional.<Path>ofNullable(root.getValue()).orElse(Path.of("/")), environment);
    }

    /** Whether whoever typed the command said where the rows are. */
    private static boolean namesDatabase(Settings.Sources said) {
        return said.file().isPresent()
                || said.flags().containsKey(Setting.DATABASE_URL)
                || Settings.DATABASE_VARIABLES.stream()
                        .anyMatch(said.environment().variables()::containsKey);
    }

    /** The demo's database is here and needs no options; those meant for another would only get in its way. */
    private Environment withoutLibpq() {
        Map<String, String> variables = environment.variables().entrySet().stream()
                .filter(variable -> !variable.getKey().startsWith("PG"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Environment(variables, environment.home(), environment.user(), environment.ipv6());
    }

    private String demoUrl() throws CommandFailed {
        Path file = Folders.of(environment.variables()).demo().resolve("database-url");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailed(
                    "no demo runs here: start one with sluice demo (" + file + " cannot be read)",
                    ExitCode.DATABASE_UNAVAILABLE);
        }
    }
}
