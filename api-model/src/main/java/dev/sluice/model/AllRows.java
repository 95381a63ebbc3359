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
public record AllRows(Optional<UUID> database, ByName<Host> hosts, List<Pin> pins) {
    public static final AllRows EMPTY = new AllRows(ByName.empty());

    public AllRows {
        pins = List.copyOf(pins);
    }

    /** Of which no fleet is pinned. */
    public AllRows(Optional<UUID> database, ByName<Host> hosts) {
        this(database, hosts, List.of());
    }

    /** Hosts of no database. */
    public AllRows(ByName<Host> hosts) {
        this(Optional.empty(), hosts);
    }

    public static AllRows of(List<Host> hosts) {
        return new AllRows(ByName.of(hosts, Host::host));
    }

    /** Other hosts of the same database. */
    public AllRows with(ByName<Host> others) {
        return new AllRows(database, others, pins);
    }
}
