package dev.sluice.validate;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.validate.LocalPorts.Swap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets changed hosts in, all at once. As long as Envoy would then call itself, hosts are sent back. At fault is the
 * host whose target leads to a port on which hosts are served. An exception is a port that is new: where another host's
 * target led there before, the host that opens the port is at fault, so that nobody takes away another's traffic by a
 * row of his own.
 */
final class Admission {
    private final ByName<Host> served;
    private final LocalPorts before;
    private final Map<String, Host> wanted = new TreeMap<>();
    private final Map<String, @Nullable Host> next = new HashMap<>();
    private final Map<String, List<Problem>> refused = new TreeMap<>();
    private LocalPorts now;

    /** For each port, how many hosts led there before and no longer do. */
    private Map<String, Integer> calledNoMore = Map.of();

    /**
     * @param served the hosts that are served now
     * @param before what these hosts have of this machine's ports
     */
    Admission(ByName<Host> served, LocalPorts before) {
        this.served = served;
        this.before = before;
        this.now = before;
    }

    /** The host {@code name} is to be served as {@code host}; null when its row is gone. */
    void want(String name, @Nullable Host host) {
        next.put(name, host);
        if (host != null) {
            wanted.put(name, host);
        }
    }

    /** The host {@code name} is served as {@code host} whatever its row says; null when it is not served. */
    void keep(String name, @Nullable Host host) {
        next.put(name, host);
    }

    /**
     * Decides who is let in.
     *
     * @param waiting hosts that did not fit before, and may fit now
     */
    void decide(ByName<Host> waiting) {
        count();
        Map<String, Host> mayFit = mayFitNow(waiting);
        if (!mayFit.isEmpty()) {
            mayFit.forEach(this::want);
            count();
        }
        sendBack();
        letInWhoFitsAfterAll(waiting);
    }

    /** The hosts of {@code waiting} that were not decided on yet, when some port was given up. */
    private Map<String, Host> mayFitNow(ByName<Host> waiting) {
        if (waiting.isEmpty() || !now.hasLessThan(before)) {
            return Map.of();
        }
        Map<String, Host> mayFit = new HashMap<>(waiting);
        mayFit.keySet().removeAll(next.keySet());
        return mayFit;
    }

    /** For each host that was decided on, the form to serve. */
    Map<String, @Nullable Host> next() {
        return next;
    }

    /** The hosts that were sent back, and why. */
    Map<String, List<Problem>> refused() {
        return refused;
    }

    /** The rows of hosts that were sent back, to be tried again; null for all other hosts that were decided on. */
    Map<String, @Nullable Host> waiting() {
        Map<String, @Nullable Host> waiting = new HashMap<>();
        next.keySet().forEach(name -> waiting.put(name, refused.containsKey(name) ? wanted.get(name) : null));
        return waiting;
    }

    LocalPorts ports() {
        return now;
    }

    private void count() {
        List<Swap> swaps = new ArrayList<>();
        calledNoMore = new HashMap<>();
        next.forEach((name, host) -> {
            Host old = served.get(name);
            swaps.add(new Swap(old, host));
            if (old != null) {
                Set<String> calls = host == null ? Set.of() : now.portsCalledBy(host);
                before.portsCalledBy(old).stream()
                        .filter(port -> !calls.contains(port))
                        .forEach(port -> calledNoMore.merge(port, 1, Integer::sum));
            }
        });
        now = before.with(swaps);
    }

    /**
     * Each turn takes at least one host a step back: to its last good form, or out. The forms of before have no loops.
     */
    private void sendBack() {
        Map<String, List<Problem>> faults = faults();
        while (!faults.isEmpty()) {
            faults.forEach((name, problems) -> {
                refused.putIfAbsent(name, problems);
                Host good = served.get(name);
                next.put(name, Objects.equals(good, next.get(name)) ? null : good);
            });
            count();
            faults = faults();
        }
    }

    private Map<String, List<Problem>> faults() {
        Map<String, List<Problem>> faults = new HashMap<>();
        next.forEach((name, host) -> {
            List<Problem> found = host == null ? List.of() : faults(host);
            if (!found.isEmpty()) {
                faults.put(name, found);
            }
        });
        return faults;
    }

    private List<Problem> faults(Host host) {
        List<Problem> found = new ArrayList<>();
        String own = LocalPorts.portOf(host);
        if (now.isCalled(own) && isWhoOpensAtFault(own)) {
            found.add(new Problem(
                    host.host(),
                    "hosts.incoming_port",
                    "must be another port, is " + host.incomingPort()
                            + " of this machine, to which targets of its fleet lead already"));
        }
        now.localCalls(host)
                .filter(call -> now.isServed(LocalPorts.portOf(host, call)))
                .filter(call -> !isWhoOpensAtFault(LocalPorts.portOf(host, call)))
                .forEach(call -> found.add(new Problem(
                        host.host(),
                        call.field(),
                        "must not lead back to this load balancer, is " + call
                                + ", which is an incoming_port of its fleet")));
        return found;
    }

    private boolean isWhoOpensAtFault(String port) {
        return !before.isServed(port) && before.called().getOrDefault(port, 0) > calledNoMore.getOrDefault(port, 0);
    }

    /** Of two hosts that lead to each other, both were sent back. Without the other host, the first by name fits. */
    private void letInWhoFitsAfterAll(ByName<Host> waiting) {
        boolean again = true;
        while (again) {
            again = false;
            for (Map.Entry<String, Host> each : outside(waiting).entrySet()) {
                again |= letInIfItFits(each.getKey(), each.getValue());
            }
        }
    }

    private Map<String, Host> outside(ByName<Host> waiting) {
        Map<String, Host> outside = new TreeMap<>(wanted);
        outside.keySet().retainAll(refused.keySet());
        outside.putAll(mayFitNow(waiting));
        return outside;
    }

    private boolean letInIfItFits(String name, Host host) {
        Host form = next.containsKey(name) ? next.get(name) : served.get(name);
        LocalPorts others = now.with(List.of(new Swap(form, null)));
        if (others.clashesWith(host)) {
            return false;
        }
        now = others.with(List.of(new Swap(null, host)));
        next.put(name, host);
        refused.remove(name);
        return true;
    }
}
