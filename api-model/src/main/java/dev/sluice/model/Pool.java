package dev.sluice.model;

import dev.sluice.rows.Row;
import java.util.List;

/**
 * Those of a host's targets that are treated alike: one cluster in Envoy.
 *
 * @param name unique in its host
 * @param targets where requests go, sorted
 * @param healthChecks how the targets are checked; one at most has a meaning
 */
public record Pool(String name, List<Row> targets, List<Row> healthChecks) {
    /** The pool of targets that name none: the one that a host's requests go to. */
    public static final String DEFAULT = "default";

    /** The pools of {@code host}, {@link #DEFAULT} first: it is there even without targets. */
    public static List<Pool> of(Host host) {
        return List.of(new Pool(DEFAULT, host.targets(), host.healthChecks()));
    }
}
