package dev.sluice.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a machine is set up with for Python packages, read as pip reads it: whoever has a mirror has told pip about it.
 *
 * @param indexes base addresses of package indexes, in the order to try
 * @param links folders and pages that list files directly
 * @param certificates a PEM bundle to trust besides Java's roots
 */
record PipSettings(List<String> indexes, List<String> links, Optional<Path> certificates) {
    private static final String PUBLIC_INDEX = "https://pypi.org/simple";

    static PipSettings of(Map<String, String> env) {
        Map<String, String> values = new HashMap<>();
        files(env).forEach(file -> values.putAll(read(file)));
        env.forEach((name, value) -> {
            if (name.startsWith("PIP_") && !value.isBlank()) {
                values.put(key(name.substring("PIP_".length())), value);
            }
        });
        return new PipSettings(indexes(values), words(values, "find-links"), certificates(values, env));
    }

    /** From the one that counts least to the one that counts most. */
    private static List<Path> files(Map<String, String> env) {
        Path home = Path.of(env.getOrDefault("HOME", System.getProperty("user.home")));
        Path configHome = Path.of(
                env.getOrDefault("XDG_CONFIG_HOME", home.resolve(".config").toString()));
        List<Path> files = new ArrayList<>(
                List.of(Path.of("/etc/pip.conf"), home.resolve(".pip/pip.conf"), configHome.resolve("pip/pip.conf")));
        Optional.ofNullable(env.get("PIP_CONFIG_FILE")).map(Path::of).ifPresent(files::add);
        return files;
    }

    private static Map<String, String> read(Path file) {
        Map<String, String> values = new HashMap<>();
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            return values;
        }
        String section = "";
        String key = "";
        for (String line : lines(file)) {
            if (line.isBlank() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (line.startsWith("[")) {
                section = line.trim();
            } else if (section.equals("[global]") && Character.isWhitespace(line.charAt(0))) {
                values.merge(key, line.trim(), (before, more) -> before + " " + more);
            } else if (section.equals("[global]")) {
                String[] parts = line.split("\\s*[=:]\\s*", 2);
                key = key(parts[0].trim());
                values.put(key, parts.length > 1 ? parts[1].trim() : "");
            }
        }
        return values;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> indexes(Map<String, String> values) {
        if (Set.of("1", "true", "yes", "on").contains(values.getOrDefault("no-index", ""))) {
            return List.of();
        }
        Set<String> indexes = new LinkedHashSet<>(words(values, "index-url"));
        indexes.addAll(words(values, "extra-index-url"));
        // Safe to ask even where a mirror is set, because the digest decides.
        indexes.add(PUBLIC_INDEX);
        return List.copyOf(indexes);
    }

    private static Optional<Path> certificates(Map<String, String> values, Map<String, String> env) {
        return Stream.of(values.getOrDefault("cert", ""), env.getOrDefault("SSL_CERT_FILE", ""))
                .filter(file -> !file.isBlank())
                .map(Path::of)
                .findFirst();
    }

    private static List<String> words(Map<String, String> values, String key) {
        return Stream.of(values.getOrDefault(key, "").trim().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
