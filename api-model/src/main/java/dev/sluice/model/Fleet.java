package dev.sluice.model;

import java.util.List;

/**
 * All rows at one moment: what the store hands to the validator.
 *
 * @param hosts every host once, sorted by name
 */
public record Fleet(List<Host> hosts) {
    public static final Fleet EMPTY = new Fleet(List.of());

    public Fleet {
        hosts = List.copyOf(hosts);
    }
}
