package dev.sluice.config;

/**
 * A user's mistake in the settings.
 *
 * @param setting the setting's key, or the unknown name
 * @param where the flag, variable, or file and line that set it
 * @param value the text that was given; empty for a value that may be a password
 * @param right what would be right, as the rest of a sentence that begins with the setting
 */
public record Mistake(String setting, String where, String value, String right) {
    @Override
    public String toString() {
        String shown = value.isEmpty() ? setting : setting + "=" + value;
        return (where.isEmpty() ? shown : shown + " (" + where + ")") + " " + right;
    }
}
