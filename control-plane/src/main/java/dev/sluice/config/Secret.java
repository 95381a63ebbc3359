package dev.sluice.config;

/** A value that never shows itself in a log, a message or a dump. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
