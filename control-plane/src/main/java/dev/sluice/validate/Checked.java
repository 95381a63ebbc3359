package dev.sluice.validate;

import dev.sluice.model.AllRows;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What the validator found.
 *
 * @param rows the rows that were checked
 * @param usable the hosts to serve: good hosts, and the last good form of hosts with a problem
 * @param problemsByHost every mistake; a host with a problem that is not in {@code usable} is left out
 * @param ports what the usable hosts have of this machine's ports
 * @param waiting rows with a problem that ends when another host gives up a port
 */
public record Checked(
        AllRows rows,
        ByName<Host> usable,
        ByName<List<Problem>> problemsByHost,
        LocalPorts ports,
        ByName<Host> waiting) {
    public static final Checked NOTHING = new Checked(
            AllRows.EMPTY,
            ByName.empty(),
            ByName.empty(),
            LocalPorts.none(new EnvoyMachine("0.0.0.0", Set.of())),
            ByName.empty());

    /** One fleet's hosts to serve. */
    public List<Host> usable(String fleet) {
        return usable.values().stream()
                .filter(host -> host.fleet().equals(fleet))
                .toList();
    }

    /** Every mistake, sorted by host. */
    public List<Problem> problems() {
        return problemsByHost.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Problem::host))
                .toList();
    }
}
