package dev.sluice.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that lead to what no backend is: the metadata services of clouds, which give a machine's credentials to
 * whoever asks from that machine, and IPv6 addresses behind which some gateway sees such an IPv4 address.
 */
final class Forbidden {
    /** Alibaba, Azure, Oracle. The other clouds have 169.254.169.254, which is link-local. */
    private static final List<String> METADATA_IPV4 = List.of("646464c8", "a83f8110", "c00000c0");

    /** AWS has all of fd00:ec2::/32 for services of its own; Scaleway, Google. */
    private static final List<String> METADATA_IPV6 =
            List.of("fd000ec2", "fd000042000000000000000000000042", "fd2000ce000000000000000000000254");

    /** NAT64, by the well-known and by the local prefix (RFC 6052, RFC 8215), and SIIT (RFC 2765). */
    private static final List<String> BEFORE_IPV4 =
            List.of("0064ff9b0000000000000000", "0064ff9b0001", "0000000000000000ffff0000");

    private static final String TEREDO = "20010000";
    private static final String SIX_TO_FOUR = "2002";

    static final String RESERVED = "must not be reserved (240.0.0.0/4)";
    static final String METADATA = "must not be the metadata service of a cloud";
    static final String HIDDEN = "must not hide a forbidden IPv4 one (NAT64, 6to4, ...)";

    private Forbidden() {}

    static Optional<String> reason(InetAddress address) {
        String hex = HexFormat.of().formatHex(address.getAddress());
        if (address instanceof Inet6Address) {
            return ofIpv6(hex);
        }
        if (hex.startsWith("f")) {
            return Optional.of(RESERVED);
        }
        return METADATA_IPV4.contains(hex) ? metadata() : Optional.empty();
    }

    private static Optional<String> ofIpv6(String hex) {
        if (METADATA_IPV6.stream().anyMatch(hex::startsWith)) {
            return metadata();
        }
        return hiddenIpv4(hex).filter(Forbidden::isForbiddenIpv4).isPresent() ? Optional.of(HIDDEN) : Optional.empty();
    }

    private static Optional<String> metadata() {
        return Optional.of(METADATA);
    }

    /** The IPv4 address that a gateway makes of this one. */
    private static Optional<String> hiddenIpv4(String hex) {
        String last = hex.substring(24);
        if (BEFORE_IPV4.stream().anyMatch(hex::startsWith)) {
            return Optional.of(last);
        }
        if (hex.startsWith(TEREDO)) {
            return Optional.of(inverted(last));
        }
        return hex.startsWith(SIX_TO_FOUR) ? Optional.of(hex.substring(4, 12)) : Optional.empty();
    }

    private static String inverted(String hex) {
        return HexFormat.of().toHexDigits(~HexFormat.fromHexDigits(hex));
    }

    /** What no target may be, and loopback, which there is the gateway. */
    private static boolean isForbiddenIpv4(String hex) {
        InetAddress address = address(hex);
        return address.isLoopbackAddress()
                || Addresses.reason(address.getHostAddress()).isPresent();
    }

    private static InetAddress address(String hex) {
        try {
            return InetAddress.getByAddress(HexFormat.of().parseHex(hex));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }
}
