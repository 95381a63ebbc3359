package dev.sluice.model;

import java.util.Locale;

/** The two forms of a file of records. */
public enum Format {
    JSON,
    YAML;

    /** By the file's extension, or else by the first character: JSON begins with a bracket. */
    public static Format of(String fileName, String text) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return JSON;
        }
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return YAML;
        }
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[") ? JSON : YAML;
    }
}
