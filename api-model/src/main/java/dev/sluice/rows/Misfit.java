package dev.sluice.rows;

import java.io.Serial;

/** A value of JSON or YAML is none of its column's kind; the message says what would be right. */
public final class Misfit extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    public Misfit(String message) {
        super(message);
    }

    /** What would be right, such as {@code must be a whole number}. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
