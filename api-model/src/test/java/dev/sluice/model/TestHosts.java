package dev.sluice.model;

import dev.sluice.rows.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Hosts, with all that a test wants to say of one in one line. */
final class TestHosts {
    private TestHosts() {}

    static Host host(String name, int incomingPort, int outgoingPort, List<Row> targets, List<Row> healthChecks) {
        return host(name, Host.DEFAULT_FLEET, incomingPort, outgoingPort, targets, healthChecks);
    }

    static Host host(
            String name, String fleet, int incomingPort, int outgoingPort, List<Row> targets, List<Row> healthChecks) {
        return Host.named(name)
                .with(Hosts.FLEET, fleet)
                .with(Hosts.INCOMING_PORT, incomingPort)
                .with(Hosts.OUTGOING_PORT, outgoingPort)
                .with(Targets.TABLE, targets)
                .with(HealthChecks.TABLE, healthChecks);
    }

    /** A row of {@code health_checks}; without a port the targets' own are asked. */
    static Row check(String path, OptionalInt port, Duration timeout, Duration interval) {
        return HealthChecks.TABLE
                .defaults()
                .with(HealthChecks.PATH, path)
                .with(HealthChecks.PORT, port.isPresent() ? Optional.of(port.getAsInt()) : Optional.empty())
                .with(HealthChecks.TIMEOUT, timeout)
                .with(HealthChecks.INTERVAL, interval);
    }
}
