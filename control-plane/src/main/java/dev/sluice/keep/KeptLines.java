package dev.sluice.keep;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Records;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A line for each host, sorted by host. Only a host that differs from the last time is made into text again. */
final class KeptLines {
    private final SortedMap<String, String> lines = new TreeMap<>();
    private ByName<Host> hosts = ByName.empty();

    String of(ByName<Host> now) {
        ByName.diff(hosts, now, (name, before, after) -> {
            if (after == null) {
                lines.remove(name);
            } else {
                lines.put(name, line(after));
            }
        });
        hosts = now;
        return String.join("", lines.values());
    }

    /** Without line breaks, which in JSON are never part of a value. */
    private static String line(Host host) {
        return Records.toJson(host).lines().map(String::strip).collect(Collectors.joining(" ")) + "\n";
    }
}
