package dev.sluice.model;

import dev.sluice.rows.Kind;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names that a fleet may have. */
public final class FleetNames {
    private static final int LONGEST = 63;
    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9._-]+");
    private static final String TOO_LONG = "must be at most " + LONGEST + " characters long";
    private static final String OTHER_CHARACTERS = "needs a-z, 0-9, dots, - and _ only, as edge-eu_1 has";

    static final Kind<String> KIND = Kind.text(FleetNames::reason, TOO_LONG, OTHER_CHARACTERS);

    private FleetNames() {}

    /** What is wrong with {@code fleet} as the name of one and what would be right, or nothing. */
    public static Optional<String> mistake(String fleet) {
        return KIND.mistake(fleet);
    }

    private static Optional<String> reason(String fleet) {
        if (fleet.length() > LONGEST) {
            return Optional.of(TOO_LONG);
        }
        return GRAMMAR.matcher(fleet).matches() ? Optional.empty() : Optional.of(OTHER_CHARACTERS);
    }
}
