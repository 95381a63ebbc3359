package dev.sluice.serve;

import dev.sluice.translate.Transport;

/** What an Envoy told the xDS server. */
public sealed interface EnvoySaid {
    /** It opened a stream. */
    record Hello(Transport transport) implements EnvoySaid {}

    /** It named itself, and waits until something is made for it. */
    record Asks(Envoy envoy) implements EnvoySaid {}

    /** Its stream ended. */
    record Goodbye(Transport transport) implements EnvoySaid {}

    /** It took what it was sent last of {@code type}: an ACK. */
    record Accepted(Envoy envoy, String type) implements EnvoySaid {}

    /** It refused what it was sent last of {@code type}, in its own words: a NACK. */
    record Refused(Envoy envoy, String type, String message) implements EnvoySaid {}

    /** What it said last has had its effect: what is sent because of it is sent. */
    record DealtWith(Envoy envoy) implements EnvoySaid {}

    /** Whether the loop can go on with it. Not yet with an answer, which is followed by {@link DealtWith}. */
    default boolean isOver() {
        return !(this instanceof Accepted || this instanceof Refused);
    }
}
