package dev.sluice.config;

import dev.sluice.config.ConfigFile.Value;
import dev.sluice.model.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks settings up in the order of precedence and parses them. Mistakes are collected, to be told at once. */
final class Values {
    private final Settings.Sources sources;
    private final ConfigFile file;
    private final List<Mistake> mistakes = new ArrayList<>();
    private final List<Effective> effective = new ArrayList<>();

    Values(Settings.Sources sources) {
        this.sources = sources;
        this.file = ConfigFile.read(sources.file());
        mistakes.addAll(file.mistakes());
        unknownVariables();
    }

    private void unknownVariables() {
        List<String> known = Setting.ALL.stream().map(Setting::variable).toList();
        sources.environment().variables().keySet().stream()
                .filter(name -> name.startsWith("SLUICE_") && !known.contains(name))
                .sorted()
                .forEach(name -> mistakes.add(
                        new Mistake(name, "environment", "", "is no setting" + Nearest.hint(name, known))));
    }

    /** The first place that sets {@code setting}: flag, its own variable, file. */
    Optional<Value> find(Setting<?> setting) {
        return override(setting).or(() -> inFile(setting));
    }

    Optional<Value> override(Setting<?> setting) {
        return Optional.ofNullable(sources.flags().get(setting))
                .map(text -> new Value(text.strip(), setting.flag()))
                .or(() -> variable(setting.variable()));
    }

    Optional<Value> inFile(Setting<?> setting) {
        return Optional.ofNullable(file.values().get(setting));
    }

    Optional<Value> variable(String name) {
        return sources.environment().get(name).map(text -> new Value(text.strip(), name));
    }

    /**
     * The setting's value. For a wrong value the mistake is kept, and the default stands in until all mistakes are
     * known.
     */
    <T> T get(Setting<T> setting) {
        Value value = find(setting).orElse(new Value(setting.fallback(), "default"));
        effective(setting.key(), value.text(), value.where());
        return parse(setting, value);
    }

    <T> T parse(Setting<T> setting, Value value) {
        try {
            return setting.parser().parse(value.text());
        } catch (Invalid e) {
            mistake(setting.key(), value.where(), setting == Setting.DATABASE_URL ? "" : value.text(), e);
            return fallback(setting);
        }
    }

    private static <T> T fallback(Setting<T> setting) {
        try {
            return setting.parser().parse(setting.fallback());
        } catch (Invalid e) {
            throw new AssertionError(setting.key() + " has a wrong default", e);
        }
    }

    void mistake(String setting, String where, String value, Invalid invalid) {
        mistakes.add(new Mistake(setting, where, value, String.valueOf(invalid.getMessage())));
    }

    void effective(String key, String value, String where) {
        effective.add(new Effective(key, value, where));
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    List<Effective> effective() {
        return effective;
    }
}
