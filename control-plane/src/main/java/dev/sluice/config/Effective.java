package dev.sluice.config;

/** A setting as it counts: what the log tells at the start. Never holds a secret. */
public record Effective(String key, String value, String where) {
    @Override
    public String toString() {
        return key + "=" + value + " (" + where + ")";
    }
}
