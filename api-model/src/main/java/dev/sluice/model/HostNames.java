package dev.sluice.model;

import dev.sluice.rows.Misfit;
import java.net.IDN;
import java.util.Locale;

/** The edge where names as people write them become names as they are stored: lower case, unicode as punycode. */
final class HostNames {
    /** Browsers and Java disagree on what these become, so a host with one of them would get no requests. */
    private static final String DISPUTED = "\u00df\u03c2\u200c\u200d";

    private static final String PUNYCODE = "must be written as punycode, xn--...: ";

    private HostNames() {}

    /**
     * {@code written} as it is stored.
     *
     * @throws Misfit when it has no punycode, with the reason
     */
    static String stored(String written) throws Misfit {
        String lower = written.toLowerCase(Locale.ROOT);
        if (lower.chars().allMatch(c -> c < 0x80)) {
            return lower;
        }
        if (lower.chars().anyMatch(c -> DISPUTED.indexOf(c) >= 0)) {
            throw new Misfit(PUNYCODE + "has a letter that programs encode differently");
        }
        boolean wildcard = lower.startsWith("*.");
        try {
            return (wildcard ? "*." : "")
                    + IDN.toASCII(wildcard ? lower.substring(2) : lower).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noDomain) {
            throw new Misfit(PUNYCODE + noDomain.getMessage());
        }
    }
}
