package dev.sluice.config;

import dev.sluice.model.Addresses;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on or to connect to, such as {@code 127.0.0.1:9901}; an IPv6 address is written in brackets. For
 * a Unix socket, which only a database may have, the address is the socket's folder.
 */
public record HostPort(String address, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\s\\[\\]/@]+)):(\\d{1,5})");

    /** The reverse of {@link #toString()}; empty for a text that is no address or name with a port of 1 to 65535. */
    public static Optional<HostPort> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        boolean bracketed = form.group(1) != null;
        String address = form.group(bracketed ? 1 : 2);
        if (bracketed && Addresses.parse(address).isEmpty()) {
            return Optional.empty();
        }
        return port(form.group(3)).map(port -> new HostPort(address, port));
    }

    /** The port that {@code text} names, 1 to 65535. */
    static Optional<Integer> port(String text) {
        return text.matches("\\d{1,5}")
                ? Optional.of(Integer.parseInt(text)).filter(port -> port >= 1 && port <= 65535)
                : Optional.empty();
    }

    /** PostgreSQL's Unix socket, whose name in the folder is libpq's; empty for TCP. */
    public Optional<Path> unixSocket() {
        return address.startsWith("/") ? Optional.of(Path.of(address, ".s.PGSQL." + port)) : Optional.empty();
    }

    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(address, port);
    }

    @Override
    public String toString() {
        Optional<Path> socket = unixSocket();
        if (socket.isPresent()) {
            return socket.get().toString();
        }
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
