package dev.sluice.model;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All rows at one moment: what the store hands to the validator. Two fleets share the hosts that did not change.
 *
 * @param database the id of the database that the rows are of, if they are of one and it has an id
 * @param hosts every host by its name; of a pinned fleet those that are pinned, in place of its rows
 * @param pins the fleets that are pinned, sorted by name
 */
public record Fleet(Optional<UUID> database, ByName<Host> hosts, List<Pin> pins) {
    public static final Fleet EMPTY = new Fleet(ByName.empty());

    public Fleet {
        pins = List.copyOf(pins);
    }

    /** Of which no fleet is pinned. */
    public Fleet(Optional<UUID> database, ByName<Host> hosts) {
        this(database, hosts, List.of());
    }

    /** Hosts of no database. */
    public Fleet(ByName<Host> hosts) {
        this(Optional.empty(), hosts);
    }

    public static Fleet of(List<Host> hosts) {
        return new Fleet(ByName.of(hosts, Host::host));
    }

    /** Other hosts of the same database. */
    public Fleet with(ByName<Host> others) {
        return new Fleet(database, others, pins);
    }
}
