package dev.sluice.snapshot;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.testing.SampleHosts;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Hosts to make snapshots of. */
final class Hosts {
    static final List<Host> FOUR = List.of(
            host("a.com", 80, check("/"), "10.0.0.1", "10.0.0.2"),
            host("b.com", 80, List.of(), "10.0.0.3"),
            host("c.com", 8080, List.of(), "2001:db8::7"),
            host("*", 8080, List.of()));

    private Hosts() {}

    static ByName<Host> of(List<Host> hosts) {
        return ByName.of(hosts, Host::host);
    }

    static Host host(String name, int incomingPort, List<Row> checks, String... addresses) {
        return SampleHosts.host(
                name,
                incomingPort,
                80,
                List.of(addresses).stream().map(Targets::of).toList(),
                checks);
    }

    static List<Row> check(String path) {
        return List.of(SampleHosts.check(path, OptionalInt.empty(), Duration.ofSeconds(5), Duration.ofSeconds(10)));
    }

    static Host random(Random random) {
        String[] addresses = IntStream.range(0, 4)
                .filter(i -> random.nextBoolean())
                .mapToObj(i -> "10.0.0." + i)
                .toArray(String[]::new);
        return host(
                "h" + random.nextInt(8) + ".com",
                80 + random.nextInt(3),
                random.nextBoolean() ? List.of() : check("/" + random.nextInt(2)),
                addresses);
    }
}
