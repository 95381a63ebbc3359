package dev.sluice.translate;

import static dev.sluice.model.HealthChecks.INTERVAL;
import static dev.sluice.model.HealthChecks.PATH;
import static dev.sluice.model.HealthChecks.TIMEOUT;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import dev.sluice.model.DomainNames;
import dev.sluice.model.Host;
import dev.sluice.rows.Row;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.HttpHealthCheck;
import io.envoyproxy.envoy.type.v3.Int64Range;
import java.util.List;

/** The active health checks of a host's cluster. */
final class HealthChecks {
    /** Two in a row, so that one lost packet takes nobody out; an ALB's default for unhealthy. */
    private static final UInt32Value THRESHOLD = UInt32Value.of(2);

    /** Any answer but 200 counts as one failure; Envoy's default takes a target out at the first answer of this kind. */
    private static final Int64Range ANY_STATUS =
            Int64Range.newBuilder().setStart(100).setEnd(600).build();

    private HealthChecks() {}

    static List<HealthCheck> of(Host host) {
        return host.healthChecks().stream()
                .map(check -> healthCheck(host.host(), check))
                .toList();
    }

    private static HealthCheck healthCheck(String host, Row check) {
        Duration interval = Durations.fromNanos(check.get(INTERVAL).toNanos());
        return HealthCheck.newBuilder()
                .setTimeout(Durations.fromNanos(check.get(TIMEOUT).toNanos()))
                .setInterval(interval)
                // Envoy's default checks a host without traffic once a minute, whatever its interval says.
                .setNoTrafficInterval(interval)
                .setNoTrafficHealthyInterval(interval)
                .setUnhealthyThreshold(THRESHOLD)
                .setHealthyThreshold(THRESHOLD)
                .setHttpHealthCheck(HttpHealthCheck.newBuilder()
                        .setHost(hostHeader(host))
                        .setPath(check.get(PATH))
                        .addRetriableStatuses(ANY_STATUS))
                .build();
    }

    /**
     * The Host header of a check: the host itself, as backends with virtual hosts want it; below a wildcard some name
     * that it matches. For {@code *} it stays empty here and {@link Endpoints} gives each target's own address.
     */
    private static String hostHeader(String host) {
        if (host.equals("*")) {
            return "";
        }
        return DomainNames.isWildcard(host) ? "health-check" + host.substring(1) : host;
    }
}
