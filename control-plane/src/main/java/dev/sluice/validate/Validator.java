package dev.sluice.validate;

import dev.sluice.model.Fleet;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.model.Rules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what the tables' constraints cannot see. A mistake costs its own host only: that host keeps its last good form
 * if it has one, and is left out otherwise.
 *
 * @param takenPorts what rows must keep away from
 * @param reservedNames hosts that would be mistaken for something of ours in Envoy
 */
public record Validator(TakenPorts takenPorts, Set<String> reservedNames) {
    public Validator {
        reservedNames = Set.copyOf(reservedNames);
    }

    /**
     * Checks {@code fleet}.
     *
     * @param lastGood the form of each host that was last served, by name
     */
    public Checked check(Fleet fleet, Map<String, Host> lastGood) {
        List<Host> usable = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        fleet.hosts().stream().sorted(Comparator.comparing(Host::host)).forEach(host -> {
            boolean first = seen.add(host.host());
            List<Problem> found = check(host, first);
            problems.addAll(found);
            if (found.isEmpty()) {
                usable.add(host);
            } else if (first) {
                Optional.ofNullable(lastGood.get(host.host())).ifPresent(usable::add);
            }
        });
        return new Checked(usable, problems);
    }

    private List<Problem> check(Host host, boolean first) {
        List<Problem> found = new ArrayList<>(Rules.check(host));
        if (!first) {
            found.add(new Problem(host.host(), "hosts.host", "must be there once, is there twice"));
        }
        if (reservedNames.contains(host.host())) {
            found.add(
                    new Problem(host.host(), "hosts.host", "must be another name, this one is Sluice's own in Envoy"));
        }
        takenPorts
                .ownerOfLocal(host.incomingPort())
                .ifPresent(owner -> found.add(new Problem(
                        host.host(),
                        "hosts.incoming_port",
                        "must be a free port, " + host.incomingPort() + " is that of " + owner)));
        host.targets()
                .forEach(target -> takenPorts
                        .ownerOf(target.address(), host.portOf(target))
                        .ifPresent(owner -> found.add(new Problem(
                                host.host(),
                                "targets.address",
                                "must not lead to " + owner + ", is " + target.address() + " port "
                                        + host.portOf(target)))));
        return found;
    }
}
