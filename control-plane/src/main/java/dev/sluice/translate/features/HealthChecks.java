package dev.sluice.translate.features;

import static dev.sluice.model.HealthChecks.INTERVAL;
import static dev.sluice.model.HealthChecks.PATH;
import static dev.sluice.model.HealthChecks.PORT;
import static dev.sluice.model.HealthChecks.TIMEOUT;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import dev.sluice.model.DomainNames;
import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.HttpHealthCheck;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint.HealthCheckConfig;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.type.v3.Int64Range;

/**
 * Targets are checked by a GET that must answer 200. Two failures in a row take a target out, two successes bring it
 * back; a deleted target gets no request more. Without a row of {@code health_checks} nothing is checked.
 */
final class HealthChecks implements Feature {
    /** Two in a row, so that one lost packet takes nobody out; an ALB's default for unhealthy. */
    private static final UInt32Value THRESHOLD = UInt32Value.of(2);

    /** Any answer but 200 counts as one failure; Envoy's default takes a target out at the first answer of this kind. */
    private static final Int64Range ANY_STATUS =
            Int64Range.newBuilder().setStart(100).setEnd(600).build();

    @Override
    public void cluster(Host host, Pool pool, Cluster.Builder cluster) {
        for (Row check : pool.healthChecks()) {
            cluster.addHealthChecks(healthCheck(host.host(), check));
        }
        // Otherwise a deleted target goes on getting requests for as long as its health check passes.
        cluster.setIgnoreHealthOnHostRemoval(true);
    }

    @Override
    public void endpoint(Host host, Pool pool, Row target, LbEndpoint.Builder endpoint) {
        for (Row check : pool.healthChecks()) {
            boolean asksByAddress = host.host().equals("*");
            if (asksByAddress || check.get(PORT).isPresent()) {
                HealthCheckConfig.Builder config = endpoint.getEndpointBuilder().getHealthCheckConfigBuilder();
                check.get(PORT).ifPresent(config::setPortValue);
                config.setHostname(asksByAddress ? inHostHeader(target.get(Targets.ADDRESS)) : "");
            }
        }
    }

    private static String inHostHeader(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
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
     * that it matches. For {@code *} it stays empty here, and each target has its own address there.
     */
    private static String hostHeader(String host) {
        if (host.equals("*")) {
            return "";
        }
        return DomainNames.isWildcard(host) ? "health-check" + host.substring(1) : host;
    }
}
