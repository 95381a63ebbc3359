package dev.sluice.validate;

import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import java.util.List;

/**
 * What the validator found.
 *
 * @param usable the hosts to serve, sorted by name: good ones, and the last good form of those with a problem
 * @param problems every mistake, sorted by host; a host that is named here and not in {@code usable} is left out
 */
public record Checked(List<Host> usable, List<Problem> problems) {
    public static final Checked NOTHING = new Checked(List.of(), List.of());

    public Checked {
        usable = List.copyOf(usable);
        problems = List.copyOf(problems);
    }
}
