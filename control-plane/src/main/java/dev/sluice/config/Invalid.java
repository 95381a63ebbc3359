package dev.sluice.config;

/** A value that cannot be used; the message goes on after the setting's name and says what would be right. */
final class Invalid extends Exception {
    Invalid(String message) {
        super(message);
    }
}
