package dev.sluice.model;

import java.util.Comparator;
import java.util.OptionalInt;

/**
 * One row of {@code targets}: a backend of a host.
 *
 * @param address an IPv4 or IPv6 address in its usual form; never a name
 * @param port 1 to 65535; empty means the host's {@code outgoing_port}
 */
public record Target(String address, OptionalInt port) {
    static final Comparator<Target> ORDER = Comparator.comparing(Target::address)
            .thenComparing(target -> target.port().orElse(0));

    public static Target of(String address) {
        return new Target(address, OptionalInt.empty());
    }

    public static Target of(String address, int port) {
        return new Target(address, OptionalInt.of(port));
    }
}
