package dev.sluice.cli;

import dev.sluice.config.Environment;
import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.doctor.Loading;
import dev.sluice.doctor.Vm;
import dev.sluice.local.Folders;
import dev.sluice.log.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The settings as flags of one command, made from {@link Setting#ALL}, and the settings that come of them. */
final class SettingFlags {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private final Environment environment;
    private final OptionSpec config = OptionSpec.builder("--config")
            .paramLabel("FILE")
            .type(Path.class)
            .description("settings in YAML (/etc/sluice/sluice.yaml, when it is there)")
            .build();
    private final OptionSpec demo = OptionSpec.builder("--demo")
            .type(boolean.class)
            .description("work on the database of the sluice demo on this machine")
            .build();
    private final OptionSpec root = OptionSpec.builder("--root")
            .type(Path.class)
            .hidden(true)
            .description("the folder that stands for /, for tests")
            .build();
    private final boolean rows;
    private final Map<Setting<?>, OptionSpec> flags = new LinkedHashMap<>();

    /**
     * The flags of a command.
     *
     * @param rows whether it is for people who work on rows, and so takes {@code --demo}
     * @param uses which settings it needs
     */
    SettingFlags(Environment environment, boolean rows, Setting.Use... uses) {
        this.environment = environment;
        this.rows = rows;
        Set<Setting.Use> wanted = EnumSet.of(Setting.Use.LOG, uses);
        Setting.ALL.stream()
                .filter(setting -> wanted.contains(setting.use()))
                .forEach(setting -> flags.put(setting, flag(setting)));
    }

    private static OptionSpec flag(Setting<?> setting) {
        String fallback = setting.fallback().isEmpty() ? "" : " (" + setting.fallback() + ")";
        return OptionSpec.builder(setting.flag())
                .paramLabel("VALUE")
                .type(String.class)
                // picocli would take a % for a format and a $ for a variable.
                .description(setting.meaning().replace("%", "%%").replace("$", "$$") + fallback)
                .build();
    }

    void addTo(CommandSpec command) {
        if (rows) {
            command.addOption(demo);
            command.addOption(root);
        }
        command.addOption(config);
        flags.values().forEach(command::addOption);
    }

    /** The settings, for a command that needs the database. Logging obeys them from now on. */
    Settings load() throws InvalidConfig, CommandFailed {
        Settings.Sources sources = sources();
        try {
            return inForce(Settings.load(sources));
        } catch (InvalidConfig e) {
            if (rows && !namesDatabase(sources) && vm().hidesItsSettings()) {
                throw new CommandFailed(
                        "the settings of this machine's daemon are root's to read: use sudo, or name a database",
                        ExitCode.CONFIGURATION);
            }
            throw e;
        }
    }

    /** The settings, for a command that does without the database. */
    Settings loadWithoutDatabase() throws InvalidConfig, CommandFailed {
        return inForce(Settings.loadWithoutDatabase(sources()));
    }

    /** How to load the settings that another process has, which got {@code theirs} as its environment. */
    Loading loading(Environment theirs) throws CommandFailed {
        Settings.Sources ours = sources();
        Settings.Sources sources = new Settings.Sources(theirs, ours.flags(), ours.file());
        return new Loading() {
            @Override
            public Settings load() throws InvalidConfig {
                return Settings.load(sources);
            }

            @Override
            public Settings loadWithoutDatabase() throws InvalidConfig {
                return Settings.loadWithoutDatabase(sources);
            }
        };
    }

    private static Settings inForce(Settings settings) {
        Logging.configure(settings.log());
        settings.warnings().forEach(LOG::warn);
        return settings;
    }

    private Settings.Sources sources() throws CommandFailed {
        Map<Setting<?>, String> given = new HashMap<>();
        flags.forEach((setting, option) ->
                Optional.ofNullable((String) option.getValue()).ifPresent(value -> given.put(setting, value)));
        Optional<Path> file = Optional.ofNullable(config.getValue());
        if (!Boolean.TRUE.equals(demo.getValue())) {
            Settings.Sources ours = new Settings.Sources(environment, given, file);
            return rows && !namesDatabase(ours) ? new Settings.Sources(vm().ofAnOperator(), given, file) : ours;
        }
        if (given.put(Setting.DATABASE_URL, demoUrl()) != null) {
            throw new CommandFailed("--demo and --database-url name two databases; give one of them", ExitCode.USAGE);
        }
        return new Settings.Sources(withoutLibpq(), given, file);
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
