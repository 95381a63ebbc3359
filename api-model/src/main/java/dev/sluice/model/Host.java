package dev.sluice.model;

import java.util.Comparator;
import java.util.List;

/**
 * One row of {@code hosts} with its {@code targets} and {@code health_checks}: a domain and where its requests go.
 *
 * @param host the domain as stored: exact ({@code shop.example.com}), {@code *.example.com}, or {@code *}
 * @param fleet the load balancers that serve it: those whose Envoy's node names this cluster
 * @param incomingPort the port clients connect to, 1 to 65535
 * @param outgoingPort the port of targets that name none, 1 to 65535
 * @param targets where requests go, sorted by address and port, so that equal rows make equal hosts
 * @param healthChecks the active checks of the targets; at most one has a meaning today
 * @param unread what this version of Sluice cannot read of it, in records that another one wrote; mostly nothing
 */
public record Host(
        String host,
        String fleet,
        int incomingPort,
        int outgoingPort,
        List<Target> targets,
        List<HealthCheck> healthChecks,
        List<Problem> unread) {

    /** The column defaults of {@code incoming_port} and {@code outgoing_port}. */
    public static final int DEFAULT_PORT = 80;

    /** The column default of {@code fleet}: of a host that names none, and of an Envoy whose node names none. */
    public static final String DEFAULT_FLEET = "default";

    public Host {
        targets = targets.stream().sorted(Target.ORDER).toList();
        healthChecks = healthChecks.stream()
                .sorted(Comparator.comparing(HealthCheck::path))
                .toList();
        unread = List.copyOf(unread);
    }

    /** A host that was read completely. */
    public Host(
            String host,
            String fleet,
            int incomingPort,
            int outgoingPort,
            List<Target> targets,
            List<HealthCheck> healthChecks) {
        this(host, fleet, incomingPort, outgoingPort, targets, healthChecks, List.of());
    }

    /** A host of the fleet {@link #DEFAULT_FLEET}. */
    public Host(String host, int incomingPort, int outgoingPort, List<Target> targets, List<HealthCheck> healthChecks) {
        this(host, DEFAULT_FLEET, incomingPort, outgoingPort, targets, healthChecks);
    }

    /** The same, of which something cannot be read: it is not served, and what was served under its name stays. */
    public Host withUnread(List<Problem> problems) {
        return new Host(host, fleet, incomingPort, outgoingPort, targets, healthChecks, problems);
    }

    /** The port on which {@code target} is reached. */
    public int portOf(Target target) {
        return target.port().orElse(outgoingPort);
    }
}
