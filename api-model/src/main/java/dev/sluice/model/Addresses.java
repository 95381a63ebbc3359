package dev.sluice.model;

import dev.sluice.rows.Kind;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The addresses that a target may have: IPv4 and IPv6 in their usual form (RFC 5952), never a name. */
public final class Addresses {
    private static final Pattern IPV4 = Pattern.compile(
            "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])");
    private static final String NO_ADDRESS = "must be one IPv4 or IPv6 address: no name, port or mask";
    private static final String MAPPED = "must be IPv4 itself, as";
    private static final String NOT_SHORTEST = "must be in the shortest form of IPv6, as";
    private static final String LINK_LOCAL = "must not be link-local (169.254.0.0/16, fe80::/10)";
    private static final String NO_ONE = "must not be 0.x.x.x, ::, multicast or broadcast";

    private static final Pattern IPV6 = Pattern.compile("(?i)[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f:.]*");

    static final Kind<String> KIND = Kind.text(
            Addresses::reason,
            NO_ADDRESS,
            MAPPED,
            NOT_SHORTEST,
            LINK_LOCAL,
            NO_ONE,
            Forbidden.RESERVED,
            Forbidden.METADATA,
            Forbidden.HIDDEN);

    private Addresses() {}

    /** Whether {@code address} is this machine, 127.0.0.0/8 or ::1. */
    public static boolean isLoopback(String address) {
        return parse(address).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    /** In the form that a target has it in. */
    public static String text(InetAddress address) {
        return address instanceof Inet6Address six ? shortest(six) : address.getHostAddress();
    }

    /** {@code text} in that form where it is an address, and as it is where it is none. */
    public static String usual(String text) {
        return parse(text).map(Addresses::text).orElse(text);
    }

    /** The address that {@code text} writes, without ever asking a name server; empty when it is none. */
    public static Optional<InetAddress> parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** What is wrong with {@code text} as a target's address and what would be right, or nothing. */
    static Optional<String> reason(String text) {
        Optional<InetAddress> parsed = parse(text);
        if (parsed.isEmpty()) {
            return Optional.of(NO_ADDRESS);
        }
        InetAddress address = parsed.get();
        if (text.contains(":") && !(address instanceof Inet6Address)) {
            return Optional.of(MAPPED + " " + address.getHostAddress());
        }
        if (address instanceof Inet6Address six && !shortest(six).equals(text)) {
            return Optional.of(NOT_SHORTEST + " " + shortest(six));
        }
        if (address.isLinkLocalAddress()) {
            return Optional.of(LINK_LOCAL);
        }
        if (isNoOne(address) || address.isMulticastAddress() || isBroadcast(text)) {
            return Optional.of(NO_ONE);
        }
        return Forbidden.reason(address);
    }

    /** 0.x.x.x, and the same in IPv6: ::0.0.0.0/96, which PostgreSQL writes as ::10.0.0.7 and others as ::a00:7. */
    private static boolean isNoOne(InetAddress address) {
        return address instanceof Inet6Address six
                ? six.isIPv4CompatibleAddress() && !six.isLoopbackAddress()
                : address.getAddress()[0] == 0;
    }

    private static boolean isBroadcast(String text) {
        return text.equals("255.255.255.255");
    }

    /** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as {@code ::}. */
    static String shortest(Inet6Address address) {
        byte[] bytes = address.getAddress();
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        if (start < 0) {
            return joined(groups, 0, 8);
        }
        return joined(groups, 0, start) + "::" + joined(groups, start + length, 8);
    }

    private static String joined(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
