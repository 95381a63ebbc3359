package dev.sluice.model;

import dev.sluice.rows.Column;
import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One row of {@code hosts} with all rows that belong to it: a domain and what becomes of its requests. */
public final class Host {
    /** The default of {@link Hosts#FLEET}: of a host that names none, and of an Envoy whose node names none. */
    public static final String DEFAULT_FLEET = "default";

    private static final List<List<Row>> NONE = Collections.nCopies(Tables.OF_A_HOST.size(), List.of());

    private final Row own;
    private final List<List<Row>> rows;
    private final List<Problem> unread;

    private Host(Row own, List<List<Row>> rows, List<Problem> unread) {
        this.own = own;
        this.rows = rows;
        this.unread = unread;
    }

    /** A host without any other rows than its own. */
    public static Host of(Row own) {
        return new Host(own, NONE, List.of());
    }

    /** A host with all that it has in the tables of a host. Rows are sorted, so that equal rows make equal hosts. */
    public static Host of(Row own, Function<Table, ? extends Collection<Row>> rows) {
        List<List<Row>> sorted = new ArrayList<>(Tables.OF_A_HOST.size());
        for (Table table : Tables.OF_A_HOST) {
            sorted.add(sorted(table, rows.apply(table)));
        }
        return new Host(own, List.copyOf(sorted), List.of());
    }

    /** The host with this name and all defaults. */
    public static Host named(String host) {
        return of(Hosts.TABLE.defaults().with(Hosts.HOST, host));
    }

    /** The same with another value in a column of its own row. */
    public <V> Host with(Column<V> column, V value) {
        return new Host(own.with(column, value), rows, unread);
    }

    /** The same with these rows in {@code table}. */
    public Host with(Table table, Collection<Row> others) {
        List<List<Row>> changed = new ArrayList<>(rows);
        changed.set(Tables.place(table), sorted(table, others));
        return new Host(own, List.copyOf(changed), unread);
    }

    private static List<Row> sorted(Table table, Collection<Row> rows) {
        Row[] sorted = rows.toArray(Row[]::new);
        Arrays.sort(sorted, table.order());
        return List.of(sorted);
    }

    /** The same, of which something cannot be read: it is not served, and what was served under its name stays. */
    public Host withUnread(List<Problem> problems) {
        return new Host(own, rows, List.copyOf(problems));
    }

    /** The same, where a record left something out: that stays as it is in {@code existing}. */
    public Host over(Host existing) {
        return of(own.over(existing.own), table -> over(rows(table), existing.byKey(table)))
                .withUnread(unread);
    }

    private static List<Row> over(List<Row> rows, Map<List<@Nullable Object>, Row> existing) {
        return rows.stream()
                .map(row -> {
                    Row there = existing.get(row.key());
                    return there == null ? row : row.over(there);
                })
                .toList();
    }

    /** Its rows in {@code table} by their keys. Of rows that have one key the last one is there. */
    public Map<List<@Nullable Object>, Row> byKey(Table table) {
        Map<List<@Nullable Object>, Row> byKey = new LinkedHashMap<>();
        rows(table).forEach(row -> byKey.put(row.key(), row));
        return byKey;
    }

    /** Its row of {@code hosts}. */
    public Row own() {
        return own;
    }

    /** Its rows in {@code table}, sorted. */
    public List<Row> rows(Table table) {
        return rows.get(Tables.place(table));
    }

    /** What it has in a column of its own row. */
    public <V> V get(Column<V> column) {
        return own.get(column);
    }

    /** What this version of Sluice cannot read of it, in records that another one wrote; mostly nothing. */
    public List<Problem> unread() {
        return unread;
    }

    /** The domain as stored: exact ({@code shop.example.com}), {@code *.example.com}, or {@code *}. */
    public String host() {
        return own.get(Hosts.HOST);
    }

    /** The load balancers that serve it: those whose Envoy's node names this cluster. */
    public String fleet() {
        return own.get(Hosts.FLEET);
    }

    /** The port clients connect to. */
    public int incomingPort() {
        return own.get(Hosts.INCOMING_PORT);
    }

    /** The port of targets that name none. */
    public int outgoingPort() {
        return own.get(Hosts.OUTGOING_PORT);
    }

    /** Rows of {@link Targets}: where requests go. */
    public List<Row> targets() {
        return rows(Targets.TABLE);
    }

    /** Rows of {@link HealthChecks}; at most one has a meaning. */
    public List<Row> healthChecks() {
        return rows(HealthChecks.TABLE);
    }

    /** The port on which {@code target} is reached. */
    public int portOf(Row target) {
        return target.get(Targets.PORT).orElseGet(this::outgoingPort);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Host host
                        && own.equals(host.own)
                        && rows.equals(host.rows)
                        && unread.equals(host.unread));
    }

    @Override
    public int hashCode() {
        return Objects.hash(own, rows, unread);
    }

    @Override
    public String toString() {
        return own + (rows.equals(NONE) ? "" : " " + rows) + (unread.isEmpty() ? "" : " unread " + unread);
    }
}
