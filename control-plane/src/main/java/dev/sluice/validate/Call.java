package dev.sluice.validate;

import dev.sluice.model.HealthCheck;
import dev.sluice.model.Host;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Where Envoy connects to because of a row.
 *
 * @param field the column that leads there
 */
record Call(String field, String address, int port) {
    private static final String CHECK = "health_checks.port";

    /** The calls to each target, and those to the port of a health check with a port of its own. */
    static Stream<Call> of(Host host) {
        Stream<Call> requests = host.targets().stream()
                .map(target -> new Call("targets.address", target.address(), host.portOf(target)));
        Stream<Call> checks = host.healthChecks().stream()
                .map(HealthCheck::port)
                .flatMapToInt(OptionalInt::stream)
                .boxed()
                .flatMap(port -> host.targets().stream()
                        .map(target -> target.address())
                        .distinct()
                        .map(address -> new Call(CHECK, address, port)));
        return Stream.concat(requests, checks);
    }

    /** The words for a sentence, after "is". */
    @Override
    public String toString() {
        return field.equals(CHECK) ? port + " of " + address : address + " port " + port;
    }
}
