package dev.sluice.validate;

import dev.sluice.model.HealthChecks;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import java.util.stream.Stream;

/**
 * Where Envoy connects to because of a row.
 *
 * @param field the column that leads there
 */
record Call(String field, String address, int port) {
    /** The calls to each target, and those to the port of a health check with a port of its own. */
    static Stream<Call> of(Host host) {
        Stream<Call> requests = host.targets().stream()
                .map(target -> new Call(Targets.ADDRESS.fullName(), target.get(Targets.ADDRESS), host.portOf(target)));
        Stream<Call> checks = host.healthChecks().stream()
                .flatMap(check -> check.get(HealthChecks.PORT).stream())
                .flatMap(port -> host.targets().stream()
                        .map(target -> target.get(Targets.ADDRESS))
                        .distinct()
                        .map(address -> new Call(HealthChecks.PORT.fullName(), address, port)));
        return Stream.concat(requests, checks);
    }

    /** The words for a sentence, after "is". */
    @Override
    public String toString() {
        return field.equals(HealthChecks.PORT.fullName()) ? port + " of " + address : address + " port " + port;
    }
}
