package dev.sluice.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files beside the modules, as they are in the checkout. */
public final class Checkout {
    private Checkout() {}

    static Path file(String path) {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        return root.resolve(path);
    }

    public static String text(String path) {
        try {
            return Files.readString(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Object yaml(String path) {
        return parsed(text(path));
    }

    static Object parsed(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    /** What is at the end of {@code steps}: keys of mappings and indexes of lists. */
    static Object at(Object node, Object... steps) {
        for (Object step : steps) {
            Object next = node instanceof List<?> list ? list.get((int) step) : ((Map<?, ?>) node).get(step);
            if (next == null) {
                throw new AssertionError("no " + step + " in " + node);
            }
            node = next;
        }
        return node;
    }
}
