package dev.sluice.translate;

import dev.sluice.model.Problem;
import java.util.List;

/**
 * What the translator made.
 *
 * @param problems hosts that met a bug of ours, and are left out of {@code resources}
 */
public record Translated(XdsResources resources, List<Problem> problems) {
    public Translated {
        problems = List.copyOf(problems);
    }
}
