package dev.sluice.config;

/** A value that cannot be used. The message follows the setting's name and says what would be right. */
final class Invalid extends Exception {
    Invalid(String message) {
        super(message);
    }
}
