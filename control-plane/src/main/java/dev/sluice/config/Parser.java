package dev.sluice.config;

/** Turns a setting's text into its value, or says what would be right. */
@FunctionalInterface
interface Parser<T> {
    T parse(String text) throws Invalid;
}
