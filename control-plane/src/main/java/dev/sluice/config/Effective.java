package dev.sluice.config;

/** A setting in force, as the log shows it at the start. Never holds a secret. */
public record Effective(String key, String value, String where) {
    @Override
    public String toString() {
        return key + "=" + value + " (" + where + ")";
    }
}
