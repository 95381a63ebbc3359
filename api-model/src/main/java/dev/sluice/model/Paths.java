package dev.sluice.model;

import dev.sluice.rows.Kind;
import java.util.Optional;

/** Paths that are asked for, with or without a query. */
final class Paths {
    private static final int LONGEST = 1024;
    private static final String START = "must start with /";
    private static final String CHARACTERS = "must hold only printable ASCII, and no space or #";
    private static final String TOO_LONG = "must be at most " + LONGEST + " characters long";

    static final Kind<String> KIND = Kind.text(Paths::reason, START, CHARACTERS, TOO_LONG);

    private Paths() {}

    private static Optional<String> reason(String path) {
        if (!path.startsWith("/")) {
            return Optional.of(START);
        }
        if (!path.chars().allMatch(c -> c > ' ' && c <= '~' && c != '#')) {
            return Optional.of(CHARACTERS);
        }
        return path.length() > LONGEST ? Optional.of(TOO_LONG) : Optional.empty();
    }
}
