package dev.sluice.model;

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

    private DomainNames() {}

    /** What is wrong with {@code host} and what would be right, or nothing. */
    public static Optional<String> mistake(String host) {
        return reason(host).map(reason -> reason + ", is " + Rules.quote(host));
    }

    /** Whether {@code host} stands for many domains. */
    public static boolean isWildcard(String host) {
        return host.startsWith("*");
    }

    private static Optional<String> reason(String host) {
        if (host.isEmpty()) {
            return Optional.of("must not be empty");
        }
        if (host.length() > LONGEST) {
            return Optional.of("must be at most " + LONGEST + " characters long");
        }
        if (host.chars().anyMatch(c -> c > '~')) {
            return Optional.of("must be ASCII: write a unicode domain as punycode, xn--...");
        }
        if (host.chars().anyMatch(c -> c <= ' ')) {
            return Optional.of("must not contain spaces or control characters");
        }
        if (!host.equals(host.toLowerCase(Locale.ROOT))) {
            return Optional.of("must be in lower case");
        }
        if (host.contains("/") || host.contains(":")) {
            return Optional.of("must not contain a scheme, a port or a path");
        }
        if (host.endsWith(".")) {
            return Optional.of("must not end with a dot");
        }
        return host.equals("*") ? Optional.empty() : labels(host.startsWith("*.") ? host.substring(2) : host);
    }

    private static Optional<String> labels(String domain) {
        if (domain.contains("*")) {
            return Optional.of("may have a wildcard only as in *.example.com, or be just *");
        }
        if (!LABELS.matcher(domain).matches()) {
            return Optional.of("needs labels of a-z, 0-9, - and _, as shop.example.com has");
        }
        // IDN gives back unchanged what is no canonical punycode; accepting it would let one domain be written twice.
        return Stream.of(IDN.toUnicode(domain, IDN.ALLOW_UNASSIGNED).split("[.]"))
                .filter(label -> label.startsWith("xn--"))
                .findFirst()
                .map(label -> "must be in valid punycode, which " + label + " is not");
    }
}
