package dev.sluice.testing;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import java.util.List;
import java.util.stream.IntStream;

/** Hosts where a test needs some and does not mind which. */
public final class SampleHosts {
    private SampleHosts() {}

    /** So many, without targets. */
    public static ByName<Host> of(int number) {
        List<Host> hosts = IntStream.range(0, number)
                .mapToObj(i -> new Host("h" + i + ".example", 80, 80, List.of(), List.of()))
                .toList();
        return ByName.of(hosts, Host::host);
    }
}
