package dev.sluice.config;

import dev.sluice.model.Addresses;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the settings' texts are read. */
final class Parsers {
    private Parsers() {}

    static Parser<Boolean> bool() {
        return text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Invalid("must be true or false");
        };
    }

    static Parser<Duration> duration(Duration least, Duration most) {
        String right = "must be a duration from " + DurationText.text(least) + " to " + DurationText.text(most)
                + ", such as 500ms, 1s or 2m";
        return text -> DurationText.parse(text)
                .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0)
                .orElseThrow(() -> new Invalid(right));
    }

    static Parser<Integer> integer(int least, int most) {
        return text -> Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .filter(value -> value >= least && value <= most)
                .orElseThrow(() -> new Invalid("must be a whole number from " + least + " to " + most));
    }

    /** A part of a whole, 0 to 1. */
    static Parser<BigDecimal> share() {
        return text -> Optional.of(text)
                .filter(digits -> digits.matches("\\d(\\.\\d{1,9})?"))
                .map(BigDecimal::new)
                .filter(value -> value.compareTo(BigDecimal.ONE) <= 0)
                .orElseThrow(() -> new Invalid("must be a number from 0 to 1, such as 0.15"));
    }

    static Parser<Integer> port() {
        return text -> HostPort.port(text).orElseThrow(() -> new Invalid("must be a port from 1 to 65535"));
    }

    /** An address that only this machine can reach. */
    static Parser<String> loopback() {
        return text -> {
            String literal = address().parse(text);
            if (!Addresses.isLoopback(literal)) {
                throw new Invalid("must be a loopback address such as 127.0.0.1 or ::1");
            }
            return literal;
        };
    }

    /** An address to listen on. */
    static Parser<String> address() {
        return text -> {
            String literal = text.equals("localhost") ? "127.0.0.1" : text;
            if (Addresses.parse(literal).isEmpty()) {
                throw new Invalid("must be an IP address of this machine, such as 127.0.0.1 or ::1");
            }
            return literal;
        };
    }

    static Parser<String> addressOrAll() {
        return text -> {
            if (!text.equals("all") && Addresses.parse(text).isEmpty()) {
                throw new Invalid("must be all, or an IP address of this machine");
            }
            return text;
        };
    }

    static Parser<HostPort> hostPort() {
        return text -> HostPort.parse(text)
                .orElseThrow(() -> new Invalid("must be an address and a port, such as 127.0.0.1:9901"));
    }

    /** An absolute path, or empty for "decided by the machine". */
    static Parser<Optional<Path>> path() {
        return text -> {
            if (text.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(absolute(text).orElseThrow(() -> new Invalid("must be an absolute path")));
        };
    }

    private static Optional<Path> absolute(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    static <E extends Enum<E>> Parser<E> oneOf(Class<E> type) {
        String names = Arrays.stream(type.getEnumConstants()).map(Parsers::name).collect(Collectors.joining(", "));
        return text -> Arrays.stream(type.getEnumConstants())
                .filter(value -> name(value).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new Invalid("must be one of " + names));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
