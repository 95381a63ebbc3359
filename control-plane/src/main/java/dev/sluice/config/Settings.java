package dev.sluice.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All settings, read and found valid.
 *
 * @param config what the daemon and the commands work with
 * @param log how the daemon and the commands log
 * @param effective every setting with the place that set it, in the order of {@link Setting#ALL}
 * @param warnings what is not wrong but should not stay so, each a sentence
 */
public record Settings(Config config, LogSettings log, List<Effective> effective, List<String> warnings) {
    /** The environment variables that say where the rows are. */
    public static final List<String> DATABASE_VARIABLES = Stream.concat(
                    Stream.of(Setting.DATABASE_URL.variable(), "DATABASE_URL"), DatabaseReader.NAMING.stream())
            .toList();

    public Settings {
        effective = List.copyOf(effective);
        warnings = List.copyOf(warnings);
    }

    /**
     * Where settings are looked for: flag, then {@code SLUICE_...}, {@code DATABASE_URL}, libpq's {@code PG*}, the
     * file.
     *
     * @param environment variables, home and machine
     * @param flags what the command line sets
     * @param file the file that {@code --config} names; without {@code --config} the usual file is read if it exists
     */
    public record Sources(Environment environment, Map<Setting<?>, String> flags, Optional<Path> file) {}

    /** Settings for a command that connects to the database. A database must be named somewhere. */
    public static Settings load(Sources sources) throws InvalidConfig {
        return new SettingsReader(sources).read(true);
    }

    /** Settings for a command without a database. Where no database is named, libpq's defaults stand in. */
    public static Settings loadWithoutDatabase(Sources sources) throws InvalidConfig {
        return new SettingsReader(sources).read(false);
    }

    /** Settings that are {@code given} for another machine; nothing of this machine is added. */
    public static Settings forAnotherMachine(Map<Setting<?>, String> given) throws InvalidConfig {
        Environment bare = new Environment(Map.of(), Path.of("/nonexistent"), "sluice", true);
        // An empty file in place of this machine's own file of settings.
        return loadWithoutDatabase(new Sources(bare, given, Optional.of(Path.of("/dev/null"))));
    }
}
