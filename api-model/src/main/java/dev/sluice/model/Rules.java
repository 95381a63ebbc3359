package dev.sluice.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a well-formed host is, by itself. The tables' constraints say the same in SQL and refuse most of this at the
 * INSERT; these rules are for files, and for tables whose constraints somebody dropped.
 */
public final class Rules {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int LONGEST_PATH = 1024;
    private static final int LONGEST_FLEET = 63;
    private static final Pattern FLEET = Pattern.compile("[a-z0-9._-]+");

    private Rules() {}

    /** All mistakes in {@code host}; none for a host that can be served. */
    public static List<Problem> check(Host host) {
        List<Problem> found = new ArrayList<>(host.unread());
        DomainNames.mistake(host.host()).ifPresent(message -> found.add(problem(host, "hosts.host", message)));
        fleetMistake(host.fleet()).ifPresent(message -> found.add(problem(host, "hosts.fleet", message)));
        port(host, "hosts.incoming_port", OptionalInt.of(host.incomingPort()), found);
        port(host, "hosts.outgoing_port", OptionalInt.of(host.outgoingPort()), found);
        host.targets().forEach(target -> target(host, target, found));
        sameTargetTwice(host, found);
        if (host.healthChecks().size() > 1) {
            found.add(problem(
                    host,
                    "health_checks",
                    "must be one at most, is " + host.healthChecks().size()));
        }
        host.healthChecks().forEach(check -> healthCheck(host, check, found));
        return List.copyOf(found);
    }

    /** What is wrong with {@code fleet} as the name of one and what would be right, or nothing. */
    public static Optional<String> fleetMistake(String fleet) {
        if (fleet.length() > LONGEST_FLEET) {
            return Optional.of("must be at most " + LONGEST_FLEET + " characters long, is " + quote(fleet));
        }
        return FLEET.matcher(fleet).matches()
                ? Optional.empty()
                : Optional.of("needs a-z, 0-9, dots, - and _ only, as edge-eu_1 has, is " + quote(fleet));
    }

    private static void target(Host host, Target target, List<Problem> found) {
        Addresses.mistake(target.address()).ifPresent(message -> found.add(problem(host, "targets.address", message)));
        port(host, "targets.port", target.port(), found);
        if (Addresses.isLoopback(target.address()) && host.portOf(target) == host.incomingPort()) {
            found.add(problem(
                    host,
                    "targets.address",
                    "must not lead back to this load balancer, is " + target.address() + " on the incoming_port "
                            + host.incomingPort()));
        }
    }

    /** A constraint sees two equal rows; that null and 8080 are equal when outgoing_port is 8080, only we see. */
    private static void sameTargetTwice(Host host, List<Problem> found) {
        Map<String, Long> times = host.targets().stream()
                .collect(Collectors.groupingBy(
                        target -> target.address() + " port " + host.portOf(target),
                        HashMap::new,
                        Collectors.counting()));
        times.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(twice -> found.add(problem(host, "targets", "must differ, " + twice + " is there twice")));
    }

    private static void healthCheck(Host host, HealthCheck check, List<Problem> found) {
        pathMistake(check.path())
                .forEach(message ->
                        found.add(problem(host, "health_checks.path", message + ", is " + quote(check.path()))));
        port(host, "health_checks.port", check.port(), found);
        duration(host, "health_checks.timeout", check.timeout(), found);
        duration(host, "health_checks.interval", check.interval(), found);
        if (check.timeout().compareTo(check.interval()) > 0) {
            found.add(problem(
                    host,
                    "health_checks.timeout",
                    "must not be longer than interval " + seconds(check.interval()) + ", is "
                            + seconds(check.timeout())));
        }
    }

    private static Stream<String> pathMistake(String path) {
        if (!path.startsWith("/")) {
            return Stream.of("must start with /");
        }
        if (!path.chars().allMatch(c -> c > ' ' && c <= '~' && c != '#')) {
            return Stream.of("must hold only printable ASCII, and no space or #");
        }
        return path.length() > LONGEST_PATH
                ? Stream.of("must be at most " + LONGEST_PATH + " characters long")
                : Stream.empty();
    }

    private static void duration(Host host, String field, Duration duration, List<Problem> found) {
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            found.add(problem(host, field, "must be from 0.1 to 3600 seconds, is " + seconds(duration)));
        }
    }

    private static void port(Host host, String field, OptionalInt port, List<Problem> found) {
        port.ifPresent(number -> {
            if (number < 1 || number > 65535) {
                found.add(problem(host, field, "must be from 1 to 65535, is " + number));
            }
        });
    }

    private static Problem problem(Host host, String field, String message) {
        return new Problem(host.host(), field, message);
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
    }

    static String quote(String value) {
        String shown = value.length() > 80 ? value.substring(0, 80) + "..." : value;
        return '"'
                + shown.chars()
                        .mapToObj(c -> c < ' ' || c == 0x7f ? String.format("\\u%04x", c) : Character.toString(c))
                        .collect(Collectors.joining())
                + '"';
    }
}
