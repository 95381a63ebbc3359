package dev.sluice.cli;

import dev.sluice.model.Host;
import dev.sluice.model.Hosts;
import dev.sluice.model.Tables;
import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import dev.sluice.store.HostChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What changes about one host, for people: a line with {@code -} for what goes, and with {@code +} for what comes. */
final class HostDiff {
    private HostDiff() {}

    static List<String> lines(HostChange change) {
        List<String> before = change.before().map(HostDiff::facts).orElse(List.of());
        List<String> after = change.after().map(HostDiff::facts).orElse(List.of());
        List<String> lines = new ArrayList<>();
        before.stream().filter(fact -> !after.contains(fact)).forEach(fact -> lines.add("- " + fact));
        after.stream().filter(fact -> !before.contains(fact)).forEach(fact -> lines.add("+ " + fact));
        return lines;
    }

    /** One for each column of the host's own row, and one for each row that belongs to the host. */
    private static List<String> facts(Host host) {
        List<String> facts = new ArrayList<>();
        Hosts.TABLE.written(host.own()).forEach((column, value) -> {
            if (!column.equals(Hosts.HOST.name())) {
                facts.add(column + " " + value);
            }
        });
        for (Table table : Tables.OF_A_HOST) {
            host.rows(table).forEach(row -> facts.add(table.noun() + fact(row)));
        }
        return facts;
    }

    /** The first column is what the row is; the others need their names. */
    private static String fact(Row row) {
        StringBuilder fact = new StringBuilder();
        Map<String, Object> fields = row.table().written(row);
        fields.forEach((column, value) ->
                fact.append(fact.isEmpty() ? " " : " " + column + " ").append(value));
        return fact.toString();
    }
}
