package dev.sluice.serve;

import dev.sluice.translate.Transport;

/** What an Envoy told the xDS server. */
public sealed interface EnvoySaid {
    /** It opened a stream. */
    record Hello(Transport transport) implements EnvoySaid {}

    /** It named its group. The first of one, for which nothing was made yet, waits for that. */
    record Asks(Group group) implements EnvoySaid {}

    /** Its stream ended. */
    record Goodbye(Transport transport) implements EnvoySaid {}

    /** It took what it was sent last of {@code type}: an ACK. */
    record Accepted(String type) implements EnvoySaid {}

    /** One of {@code fleet} refused it, in its own words: a NACK. */
    record Refused(String fleet, String type, String message) implements EnvoySaid {}
}
