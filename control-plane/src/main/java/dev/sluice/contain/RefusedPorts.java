package dev.sluice.contain;

import com.google.common.collect.Comparators;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ports on which Envoy cannot listen, mostly because another program does. Nobody else suffers from it: Envoy takes
 * or refuses each listener by itself. Whoever holds the port may let it go, and Envoy does not try again unless it is sent
 * the listener once more.
 */
final class RefusedPorts {
    private static final Duration RETRY = Duration.ofSeconds(5);
    /** All hosts of the port have the same problem; so many are named. */
    private static final int MOST_NAMED = 10;

    private final LongSupplier nanoTime;
    private final Map<Port, String> words = new TreeMap<>();
    private final Set<Port> refusedAgain = new HashSet<>();
    private boolean trying;
    private long retryAt;

    RefusedPorts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** One on all VMs of a fleet. */
    private record Port(String fleet, int number) implements Comparable<Port> {
        private static final Comparator<Port> ORDER =
                Comparator.comparing(Port::fleet).thenComparing(Port::number);

        @Override
        public int compareTo(Port other) {
            return ORDER.compare(this, other);
        }

        boolean isOf(Host host) {
            return host.incomingPort() == number && host.fleet().equals(fleet);
        }
    }

    void refused(String fleet, String message) {
        Set<Port> ports = Words.ports(message).stream()
                .map(number -> new Port(fleet, number))
                .collect(Collectors.toSet());
        ports.forEach(port -> words.put(port, Words.oneLine(message)));
        refusedAgain.addAll(ports);
        retryAt = nanoTime.getAsLong() + RETRY.toNanos();
    }

    /** Everything sent is answered: what was tried again and not refused again is well. */
    void answered() {
        if (trying) {
            trying = false;
            words.keySet().retainAll(refusedAgain);
        }
    }

    /** True once when it is time to send them again. */
    boolean isTime() {
        boolean isTime = !words.isEmpty() && !trying && nanoTime.getAsLong() - retryAt >= 0;
        if (isTime) {
            trying = true;
            refusedAgain.clear();
            retryAt = nanoTime.getAsLong() + RETRY.toNanos();
        }
        return isTime;
    }

    Duration patience(Duration otherwise) {
        if (words.isEmpty()) {
            return otherwise;
        }
        Duration left = Duration.ofNanos(Math.max(0, retryAt - nanoTime.getAsLong()));
        return Comparators.min(left, otherwise);
    }

    List<Problem> problems(ByName<Host> served) {
        words.keySet().removeIf(port -> onPort(served, port).findAny().isEmpty());
        return words.entrySet().stream()
                .flatMap(each -> problems(served, each.getKey(), each.getValue()))
                .toList();
    }

    private static Stream<Problem> problems(ByName<Host> served, Port port, String words) {
        long all = onPort(served, port).count();
        String others = all <= MOST_NAMED ? "" : " (and " + (all - MOST_NAMED) + " more hosts on this port)";
        return onPort(served, port)
                .map(Host::host)
                .sorted()
                .limit(MOST_NAMED)
                .map(host -> new Problem(
                        host,
                        "hosts.incoming_port",
                        "must be a port on which Envoy can listen, is " + port.number() + others + "; Envoy says: "
                                + words));
    }

    private static Stream<Host> onPort(ByName<Host> served, Port port) {
        return served.values().stream().filter(port::isOf);
    }
}
