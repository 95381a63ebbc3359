package dev.sluice.command;

import dev.sluice.config.Environment;
import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.log.Logging;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The settings as flags of one command, made from {@link Setting#ALL}, and the settings that come of them. */
public class SettingFlags {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private final Environment environment;
    private final OptionSpec config = OptionSpec.builder("--config")
            .paramLabel("FILE")
            .type(Path.class)
            .description("settings in YAML (/etc/sluice/sluice.yaml, when it is there)")
            .build();
    private final Map<Setting<?>, OptionSpec> flags = new LinkedHashMap<>();

    /**
     * The flags of a command.
     *
     * @param uses which settings it needs
     */
    public SettingFlags(Environment environment, Setting.Use... uses) {
        this.environment = environment;
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

    public void addTo(CommandSpec command) {
        command.addOption(config);
        flags.values().forEach(command::addOption);
    }

    /** The settings, for a command that needs the database. Logging obeys them from now on. */
    public Settings load() throws InvalidConfig, CommandFailed {
        return inForce(Settings.load(sources()));
    }

    /** The settings, for a command that does without the database. */
    public Settings loadWithoutDatabase() throws InvalidConfig, CommandFailed {
        return inForce(Settings.loadWithoutDatabase(sources()));
    }

    private static Settings inForce(Settings settings) {
        Logging.configure(settings.log());
        settings.warnings().forEach(LOG::warn);
        return settings;
    }

    /** What the settings are read from: what was typed, the file, and the environment. */
    public Settings.Sources sources() throws CommandFailed {
        Map<Setting<?>, String> given = new HashMap<>();
        flags.forEach((setting, option) ->
                Optional.ofNullable((String) option.getValue()).ifPresent(value -> given.put(setting, value)));
        return new Settings.Sources(environment, given, Optional.ofNullable(config.getValue()));
    }
}
