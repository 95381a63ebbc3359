package dev.sluice.model;

import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a well-formed host is, by itself: each of its rows by the table's columns, and its rows beside each other. The
 * tables' constraints say the same in SQL and refuse most of this at the INSERT; these rules are for files, and for tables
 * whose constraints somebody dropped.
 */
public final class Rules {
    private Rules() {}

    /** All mistakes in {@code host}; none for a host that can be served. */
    public static List<Problem> check(Host host) {
        List<Problem> found = new ArrayList<>(host.unread());
        row(host, host.own(), found);
        for (Table table : Tables.OF_A_HOST) {
            host.rows(table).forEach(row -> row(host, row, found));
        }
        host.targets().forEach(target -> leadsBack(host, target, found));
        sameTargetTwice(host, found);
        if (host.healthChecks().size() > 1) {
            found.add(new Problem(
                    host.host(),
                    "health_checks",
                    "must be one at most, is " + host.healthChecks().size()));
        }
        return List.copyOf(found);
    }

    private static void row(Host host, Row row, List<Problem> found) {
        row.table()
                .mistakes(row)
                .forEach(mistake ->
                        found.add(new Problem(host.host(), mistake.column().fullName(), mistake.message())));
    }

    private static void leadsBack(Host host, Row target, List<Problem> found) {
        String address = target.get(Targets.ADDRESS);
        if (Addresses.isLoopback(address) && host.portOf(target) == host.incomingPort()) {
            found.add(new Problem(
                    host.host(),
                    Targets.ADDRESS.fullName(),
                    "must not lead back to this load balancer, is " + address + " on the incoming_port "
                            + host.incomingPort()));
        }
    }

    /** A constraint sees two equal rows; that null and 8080 are equal when outgoing_port is 8080, only we see. */
    private static void sameTargetTwice(Host host, List<Problem> found) {
        Map<String, Long> times = host.targets().stream()
                .collect(Collectors.groupingBy(
                        target -> target.get(Targets.ADDRESS) + " port " + host.portOf(target),
                        HashMap::new,
                        Collectors.counting()));
        times.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(twice ->
                        found.add(new Problem(host.host(), "targets", "must differ, " + twice + " is there twice")));
    }
}
