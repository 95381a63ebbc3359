package dev.sluice.testing;

import dev.sluice.model.ByName;
import dev.sluice.model.HealthChecks;
import dev.sluice.model.Host;
import dev.sluice.model.Hosts;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Hosts where a test needs some. */
public final class SampleHosts {
    private SampleHosts() {}

    /** So many, without targets. */
    public static ByName<Host> of(int number) {
        List<Host> hosts = IntStream.range(0, number)
                .mapToObj(i -> Host.named("h" + i + ".example"))
                .toList();
        return ByName.of(hosts, Host::host);
    }

    public static Host host(
            String name, int incomingPort, int outgoingPort, List<Row> targets, List<Row> healthChecks) {
        return host(name, Host.DEFAULT_FLEET, incomingPort, outgoingPort, targets, healthChecks);
    }

    public static Host host(
            String name, String fleet, int incomingPort, int outgoingPort, List<Row> targets, List<Row> healthChecks) {
        return Host.named(name)
                .with(Hosts.FLEET, fleet)
                .with(Hosts.INCOMING_PORT, incomingPort)
                .with(Hosts.OUTGOING_PORT, outgoingPort)
                .with(Targets.TABLE, targets)
                .with(HealthChecks.TABLE, healthChecks);
    }

    /** A row of {@code health_checks}; without a port the targets' own are asked. */
    public static Row check(String path, OptionalInt port, Duration timeout, Duration interval) {
        return HealthChecks.TABLE
                .defaults()
                .with(HealthChecks.PATH, path)
                .with(HealthChecks.PORT, port.isPresent() ? Optional.of(port.getAsInt()) : Optional.empty())
                .with(HealthChecks.TIMEOUT, timeout)
                .with(HealthChecks.INTERVAL, interval);
    }
}
