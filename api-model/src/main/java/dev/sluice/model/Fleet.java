package dev.sluice.model;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All rows at one moment: what the store hands to the validator. Two fleets share the hosts that did not change.
 *
 * @param database the id of the database that the rows are of, if they are of one and it has an id
 * @param hosts every host by its name
 */
public record Fleet(Optional<UUID> database, ByName<Host> hosts) {
    public static final Fleet EMPTY = new Fleet(ByName.empty());

    /** Hosts of no database. */
    public Fleet(ByName<Host> hosts) {
        this(Optional.empty(), hosts);
    }

    public static Fleet of(List<Host> hosts) {
        return new Fleet(ByName.of(hosts, Host::host));
    }

    /** Other hosts of the same database. */
    public Fleet with(ByName<Host> others) {
        return new Fleet(database, others);
    }

    /** Whether both are certainly of one database. */
    public boolean isOfOneDatabaseWith(Fleet other) {
        return database.isPresent() && database.equals(other.database);
    }
}
