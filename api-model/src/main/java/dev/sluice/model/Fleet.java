package dev.sluice.model;

import java.util.List;

/**
 * All rows at one moment: what the store hands to the validator. Two fleets share the hosts that did not change.
 *
 * @param hosts every host by its name
 */
public record Fleet(ByName<Host> hosts) {
    public static final Fleet EMPTY = new Fleet(ByName.empty());

    public static Fleet of(List<Host> hosts) {
        return new Fleet(ByName.of(hosts, Host::host));
    }
}
