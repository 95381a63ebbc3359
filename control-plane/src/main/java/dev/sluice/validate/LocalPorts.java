package dev.sluice.validate;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ports of this machine on which hosts are served, and the ports to which hosts' targets and checks lead, fleet by
 * fleet. As long as no port is in both lists, Envoy does not call itself. Kept as counts, so that a changed host costs
 * only its own change.
 *
 * @param machine whose ports these are
 * @param served how many hosts have a port as their incoming_port
 * @param called how many hosts have a target or a check there
 */
record LocalPorts(EnvoyMachine machine, ByName<Integer> served, ByName<Integer> called) {
    /** The ports of a machine on which nothing is served. */
    static LocalPorts none(EnvoyMachine machine) {
        return new LocalPorts(machine, ByName.empty(), ByName.empty());
    }

    static LocalPorts of(EnvoyMachine machine, Collection<Host> hosts) {
        return none(machine)
                .with(hosts.stream().map(host -> new Swap(null, host)).toList());
    }

    /** One host's form before and after; null where the host is not served. */
    record Swap(@Nullable Host before, @Nullable Host after) {}

    LocalPorts with(List<Swap> swaps) {
        Map<String, Integer> moreServed = new HashMap<>();
        Map<String, Integer> moreCalled = new HashMap<>();
        swaps.forEach(swap -> {
            count(swap.before(), -1, moreServed, moreCalled);
            count(swap.after(), 1, moreServed, moreCalled);
        });
        return new LocalPorts(machine, plus(served, moreServed), plus(called, moreCalled));
    }

    private void count(@Nullable Host host, int by, Map<String, Integer> served, Map<String, Integer> called) {
        if (host != null) {
            served.merge(portOf(host), by, Integer::sum);
            portsCalledBy(host).forEach(port -> called.merge(port, by, Integer::sum));
        }
    }

    private static ByName<Integer> plus(ByName<Integer> counts, Map<String, Integer> more) {
        Map<String, @Nullable Integer> changes = new HashMap<>();
        more.forEach((port, by) -> {
            int count = counts.getOrDefault(port, 0) + by;
            changes.put(port, count == 0 ? null : count);
        });
        return counts.with(changes);
    }

    boolean isServed(String port) {
        return served.containsKey(port);
    }

    boolean isCalled(String port) {
        return called.containsKey(port);
    }

    /** Whether {@code host}, which is not counted here, would call itself or another, or be called. */
    boolean clashesWith(Host host) {
        return isCalled(portOf(host))
                || portsCalledBy(host).stream().anyMatch(port -> isServed(port) || port.equals(portOf(host)));
    }

    /** Whether some host gave up a port or leads there no longer, so that a host may fit that did not fit before. */
    boolean hasLessThan(LocalPorts before) {
        boolean[] found = new boolean[1];
        ByName.Difference<Integer> less = (port, old, now) -> found[0] |= old != null && (now == null || now < old);
        ByName.diff(before.served, served, less);
        ByName.diff(before.called, called, less);
        return found[0];
    }

    static String portOf(Host host) {
        return port(host.fleet(), host.incomingPort());
    }

    Set<String> portsCalledBy(Host host) {
        return localCalls(host).map(call -> portOf(host, call)).collect(Collectors.toSet());
    }

    static String portOf(Host host, Call call) {
        return port(host.fleet(), call.port());
    }

    /** The calls that would reach a listener of Envoy's, if there is a listener at their port. */
    Stream<Call> localCalls(Host host) {
        return Call.of(host).filter(call -> machine.listensOn(call.address()));
    }

    private static String port(String fleet, int port) {
        return fleet + ":" + port;
    }
}
