package dev.sluice.validate;

import dev.sluice.config.Limits;
import dev.sluice.model.AllRows;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.model.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the tables' constraints cannot see. A mistake costs its own host only: that host keeps its last good form,
 * or is left out when it never had one.
 *
 * @param takenPorts what rows must keep away from
 * @param reservedNames hosts that Envoy would mistake for a cluster of its bootstrap
 * @param maxTargets how many targets a host may have
 * @param machine where Envoy runs
 */
public record Validator(TakenPorts takenPorts, Set<String> reservedNames, int maxTargets, EnvoyMachine machine) {
    public Validator {
        reservedNames = Set.copyOf(reservedNames);
    }

    /** A validator with the usual limit of targets. */
    public Validator(TakenPorts takenPorts, Set<String> reservedNames, EnvoyMachine machine) {
        this(takenPorts, reservedNames, Limits.USUAL.maxTargets(), machine);
    }

    /**
     * Checks what differs between {@code before} and {@code rows}; the rest of the answer is shared with {@code
     * before}. Everything is checked anew when the machine has got or lost an address.
     */
    public Checked check(Checked before, AllRows rows) {
        boolean moved = !machine.equals(before.ports().machine());
        LocalPorts ports = moved ? LocalPorts.of(machine, before.usable().values()) : before.ports();
        Step step = new Step(before, ports);
        ByName.diff(before.rows().hosts(), rows.hosts(), (name, old, host) -> step.differs(name, host));
        if (moved) {
            rows.hosts().forEach((name, host) -> {
                // The other hosts were checked just now: at the start all of them, because no address was known before.
                if (host == before.rows().hosts().get(name)) {
                    step.differs(name, host);
                }
            });
        }
        return step.done(rows);
    }

    /** What is found on the way from one answer to the next. */
    private final class Step {
        private final Checked before;
        private final Admission admission;
        private final Map<String, @Nullable List<Problem>> problems = new HashMap<>();

        Step(Checked before, LocalPorts ports) {
            this.before = before;
            this.admission = new Admission(before.usable(), ports);
        }

        void differs(String name, @Nullable Host host) {
            List<Problem> found = host == null ? List.of() : check(host);
            problems.put(name, found.isEmpty() ? null : found);
            if (found.isEmpty()) {
                admission.want(name, host);
            } else {
                Host good = before.usable().get(name);
                // This form was good, but on a machine with other addresses.
                admission.keep(name, Objects.equals(host, good) ? null : good);
            }
        }

        Checked done(AllRows rows) {
            admission.decide(before.waiting());
            admission.next().keySet().forEach(name -> problems.putIfAbsent(name, null));
            admission.refused().forEach((name, found) -> problems.merge(name, found, (ofRow, ofPorts) -> ofRow));
            return new Checked(
                    rows,
                    before.usable().with(admission.next()),
                    before.problemsByHost().with(problems),
                    admission.ports(),
                    before.waiting().with(admission.waiting()));
        }
    }

    private List<Problem> check(Host host) {
        if (host.targets().size() > maxTargets) {
            // The real count is not known here: the store reads no more targets than needed to see that they are too
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
                .ownerOfLocal(host.incomingPort(), machine)
                .ifPresent(owner -> found.add(new Problem(
                        host.host(),
                        "hosts.incoming_port",
                        "must be a free port, " + host.incomingPort() + " is that of " + owner)));
        Call.of(host)
                .forEach(call -> takenPorts
                        .ownerOf(call.address(), call.port(), machine)
                        .ifPresent(owner -> found.add(
                                new Problem(host.host(), call.field(), "must not lead to " + owner + ", is " + call))));
        return List.copyOf(found);
    }
}
