package dev.sluice.validate;

import dev.sluice.config.Limits;
import dev.sluice.model.ByName;
import dev.sluice.model.Fleet;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.model.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the tables' constraints cannot see. A mistake costs its own host only: that host keeps its last good form
 * if it has one, and is left out otherwise.
 *
 * @param takenPorts what rows must keep away from
 * @param reservedNames hosts that would be mistaken for something of ours in Envoy
 * @param maxTargets how many targets a host may have
 */
public record Validator(TakenPorts takenPorts, Set<String> reservedNames, int maxTargets) {
    public Validator {
        reservedNames = Set.copyOf(reservedNames);
    }

    /** With the usual limit. */
    public Validator(TakenPorts takenPorts, Set<String> reservedNames) {
        this(takenPorts, reservedNames, Limits.USUAL.maxTargets());
    }

    /** Checks what differs between {@code before} and {@code fleet}; the rest of the answer is shared with {@code before}. */
    public Checked check(Checked before, Fleet fleet) {
        Map<String, @Nullable Host> usable = new HashMap<>();
        Map<String, @Nullable List<Problem>> problems = new HashMap<>();
        ByName.diff(before.fleet().hosts(), fleet.hosts(), (name, old, host) -> {
            List<Problem> found = host == null ? List.of() : check(host);
            problems.put(name, found.isEmpty() ? null : found);
            if (found.isEmpty()) {
                usable.put(name, host);
            }
        });
        return new Checked(
                fleet, before.usable().with(usable), before.problemsByHost().with(problems));
    }

    private List<Problem> check(Host host) {
        if (host.targets().size() > maxTargets) {
            // How many more there are is not known here: the store reads no more than it takes to see that it is too
            // many.
            return List.of(new Problem(
                    host.host(),
                    "targets",
                    "must be at most " + maxTargets + ", are more; if that is right, raise SLUICE_MAX_TARGETS"));
        }
        List<Problem> found = new ArrayList<>(Rules.check(host));
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
        return List.copyOf(found);
    }
}
