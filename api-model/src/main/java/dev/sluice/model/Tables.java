package dev.sluice.model;

import dev.sluice.rows.Table;
import java.util.List;

/** The list of all tables whose rows are hosts: {@code hosts}, and those that belong to one. */
public final class Tables {
    /** Those whose rows belong to a host, by their column {@code host}; in the order in which records write them. */
    public static final List<Table> OF_A_HOST = List.of(Targets.TABLE, HealthChecks.TABLE);

    /** All of them, {@code hosts} first. */
    public static final List<Table> ALL = List.of(Hosts.TABLE, Targets.TABLE, HealthChecks.TABLE);

    private Tables() {}

    /** Its place in {@link #OF_A_HOST}. */
    static int place(Table table) {
        int place = OF_A_HOST.indexOf(table);
        if (place < 0) {
            throw new IllegalArgumentException(table + " is no table of a host");
        }
        return place;
    }
}
