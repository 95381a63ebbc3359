package dev.sluice.model;

/**
 * A user's mistake, told to the user: which host, which field of it, and a sentence with the value and what is right.
 *
 * @param host the host as written
 * @param field table and column, such as {@code targets.address}
 * @param message one sentence, without a full stop
 */
public record Problem(String host, String field, String message) {
    @Override
    public String toString() {
        return host + ": " + field + " " + message;
    }
}
