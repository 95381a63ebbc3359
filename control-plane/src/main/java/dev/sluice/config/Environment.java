package dev.sluice.config;

import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the process was started with and on. Tests make up their own.
 *
 * @param variables the environment variables; a blank variable counts as unset, as {@code NAME=} in a unit's file means
 * @param home the user's home folder
 * @param user the user's name, libpq's default for the role
 * @param ipv6 whether the machine has IPv6
 */
public record Environment(Map<String, String> variables, Path home, String user, boolean ipv6) {
    public Environment {
        Map<String, String> set = new TreeMap<>(variables);
        set.values().removeIf(String::isBlank);
        variables = Map.copyOf(set);
    }

    /** The environment of this process. */
    public static Environment ofProcess() {
        return new Environment(
                System.getenv(), Path.of(System.getProperty("user.home")), System.getProperty("user.name"), hasIpv6());
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(Inet6Address.class::isInstance);
        } catch (SocketException e) {
            return false; // The safe answer: 0.0.0.0 can be bound with and without IPv6.
        }
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name));
    }
}
