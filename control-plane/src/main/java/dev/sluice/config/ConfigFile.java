package dev.sluice.config;

import dev.sluice.model.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * {@code sluice.yaml}: one flat mapping of settings to values.
 *
 * @param values each setting's text, and its line
 * @param mistakes what is wrong with the file itself; a value's own mistakes are found by the value's parser
 */
record ConfigFile(Map<Setting<?>, Value> values, List<Mistake> mistakes) {
    static final Path DEFAULT = Path.of("/etc/sluice/sluice.yaml");

    /** A setting's text, and where it was set. */
    record Value(String text, String where) {}

    /** Reads {@code named}, which must exist, or else the usual file if there is one. */
    static ConfigFile read(Optional<Path> named) {
        Path file = named.orElse(DEFAULT);
        ConfigFile read = new ConfigFile(new HashMap<>(), new ArrayList<>());
        if (named.isPresent() || Files.exists(file)) {
            try {
                read.parse(file, Files.readString(file));
            } catch (IOException e) {
                read.mistakes.add(new Mistake("config", file.toString(), "", "cannot be read: " + reason(e)));
            }
        }
        return read;
    }

    static String reason(IOException e) {
        return e.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .replace(" Exception", "");
    }

    private void parse(Path file, String text) {
        try {
            Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(text);
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                mapping.getValue().forEach(entry -> entry(file, entry));
            } else if (root.isPresent()) {
                mistakes.add(new Mistake("config", file.toString(), "", "must hold lines of the form setting: value"));
            }
        } catch (MarkedYamlEngineException e) {
            mistakes.add(new Mistake("config", where(file, e), "", "is not YAML: " + e.getProblem()));
        } catch (YamlEngineException e) {
            mistakes.add(new Mistake("config", file.toString(), "", "is not YAML: " + e.getMessage()));
        }
    }

    private static String where(Path file, MarkedYamlEngineException e) {
        return file + e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
    }

    private void entry(Path file, NodeTuple entry) {
        Node key = entry.getKeyNode();
        String where = file
                + key.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
        String name = key instanceof ScalarNode scalar ? scalar.getValue() : "?";
        Optional<Setting<?>> setting = Setting.ALL.stream()
                .filter(known -> known.fileKey().equals(name.replace('-', '_')))
                .findFirst();
        if (setting.isEmpty()) {
            mistakes.add(unknown(name, where));
        } else if (!(entry.getValueNode() instanceof ScalarNode value)) {
            mistakes.add(new Mistake(name, where, "", "must be one value, not a list or a mapping"));
        } else if (values.putIfAbsent(setting.get(), new Value(value.getValue().strip(), where)) != null) {
            mistakes.add(new Mistake(name, where, "", "is set twice"));
        } else if (value.getValue().isBlank()) {
            values.remove(setting.get());
        }
    }

    private static Mistake unknown(String name, String where) {
        List<String> known = Setting.ALL.stream().map(Setting::fileKey).toList();
        return new Mistake(name, where, "", "is no setting" + Nearest.hint(name, known));
    }
}
