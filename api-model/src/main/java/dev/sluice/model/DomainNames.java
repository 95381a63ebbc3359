package dev.sluice.model;

import dev.sluice.rows.Kind;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The domains that a host may have: exact, {@code *.example.com}, or {@code *}. */
public final class DomainNames {
    /** RFC 1035 section 2.3.4; labels of 63 come from there too. Underscores are in use, so they are allowed. */
    private static final int LONGEST = 253;

    private static final Pattern LABELS =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?([.][a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

    private static final String EMPTY = "must not be empty";
    private static final String NOT_ASCII = "must be ASCII: write a unicode domain as punycode, xn--...";
    private static final String SPACES = "must not contain spaces or control characters";
    private static final String UPPER_CASE = "must be in lower case";
    private static final String NO_DOMAIN = "must not contain a scheme, a port or a path";
    private static final String LAST_DOT = "must not end with a dot";
    private static final String WILDCARD = "may have a wildcard only as in *.example.com, or be just *";
    private static final String LABELS_NEEDED = "needs labels of a-z, 0-9, - and _, as shop.example.com has";
    private static final String TOO_LONG = "must be at most " + LONGEST + " characters long";

    /** No constraint can read punycode, so its sentence is not among these. */
    static final Kind<String> KIND = Kind.text(
            HostNames::stored,
            DomainNames::reason,
            EMPTY,
            TOO_LONG,
            NOT_ASCII,
            SPACES,
            UPPER_CASE,
            NO_DOMAIN,
            LAST_DOT,
            WILDCARD,
            LABELS_NEEDED);

    private DomainNames() {}

    /** Whether {@code host} stands for many domains. */
    public static boolean isWildcard(String host) {
        return host.startsWith("*");
    }

    private static Optional<String> reason(String host) {
        if (host.isEmpty()) {
            return Optional.of(EMPTY);
        }
        if (host.length() > LONGEST) {
            return Optional.of(TOO_LONG);
        }
        if (host.chars().anyMatch(c -> c > '~')) {
            return Optional.of(NOT_ASCII);
        }
        if (host.chars().anyMatch(c -> c <= ' ')) {
            return Optional.of(SPACES);
        }
        if (!host.equals(host.toLowerCase(Locale.ROOT))) {
            return Optional.of(UPPER_CASE);
        }
        if (host.contains("/") || host.contains(":")) {
            return Optional.of(NO_DOMAIN);
        }
        if (host.endsWith(".")) {
            return Optional.of(LAST_DOT);
        }
        return host.equals("*") ? Optional.empty() : labels(host.startsWith("*.") ? host.substring(2) : host);
    }

    private static Optional<String> labels(String domain) {
        if (domain.contains("*")) {
            return Optional.of(WILDCARD);
        }
        if (!LABELS.matcher(domain).matches()) {
            return Optional.of(LABELS_NEEDED);
        }
        // IDN gives back unchanged what is no canonical punycode; accepting it would let one domain be written twice.
        return Stream.of(IDN.toUnicode(domain, IDN.ALLOW_UNASSIGNED).split("[.]"))
                .filter(label -> label.startsWith("xn--"))
                .findFirst()
                .map(label -> "must be in valid punycode, which " + label + " is not");
    }
}
