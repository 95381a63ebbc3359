package dev.sluice.model;

import java.io.Serial;

/** The text is no JSON or no YAML, or more of it than a record needs; the message goes on after "is". */
final class Unreadable extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** Far more than records have; text that nests deeper would only cost memory. */
    static final int DEEPEST = 16;

    private final int line;

    Unreadable(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
