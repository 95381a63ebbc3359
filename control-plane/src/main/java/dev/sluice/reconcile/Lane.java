package dev.sluice.reconcile;

import com.google.common.collect.Comparators;
import dev.sluice.contain.Overlay;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.serve.Connected;
import dev.sluice.serve.Conversation;
import dev.sluice.serve.Quiet;
import dev.sluice.serve.XdsServer;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.translate.Names;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of one Envoy to what it is to have, made before broken at any pace: no route leads to a cluster that is not
 * there yet, and no cluster goes before the last route to it is known to be gone. An Envoy that is slow, or silent, is
 * waited for by nobody else. The steps follow Envoy's xDS protocol, "Eventual consistency considerations".
 */
final class Lane {
    private static final long NOT_YET = Long.MAX_VALUE;

    /** More clusters than these are not kept for an Envoy that does not follow. */
    private static final int MOST_LEAVING = 10_000;

    private final XdsServer server;
    private final Connected envoy;
    private final Conversation conversation;
    private final Forms forms;
    private final ByName<Host> has;
    private final RouteHistory history = new RouteHistory();
    /** New hosts whose clusters are not warm: no route leads to them yet. */
    private final Map<String, Host> arriving = new HashMap<>();
    /** Hosts that are gone, whose clusters stay until their routes are gone. */
    private final Map<String, Leaving> leaving = new LinkedHashMap<>();

    private final Quiet quiet = new Quiet();
    private ByName<Host> wanted = ByName.empty();
    private FleetSnapshot routes = FleetSnapshot.EMPTY;
    private FleetSnapshot clusters = FleetSnapshot.EMPTY;
    private @Nullable FleetSnapshot sent;
    private long step;

    /**
     * The cluster of a host that is gone.
     *
     * @param host its last form
     * @param since the first step without a route to it
     */
    private record Leaving(Host host, long since) {}

    /**
     * @param has what the Envoy has already: one that comes back, with the clusters from before
     */
    Lane(XdsServer server, Connected envoy, Forms forms, ByName<Host> has) {
        this.server = server;
        this.envoy = envoy;
        this.conversation = envoy.conversation();
        this.forms = forms;
        this.has = has;
    }

    /** Sends what may be sent now of the way to {@code hosts}. */
    void publish(ByName<Host> hosts, long now) {
        if (sent == null) {
            begin(hosts);
        } else if (wanted != hosts) {
            ByName.diff(wanted, hosts, this::differs);
        }
        wanted = hosts;
        arriving.values().removeIf(host -> isReady(host, now));
        letGo(now);
        send();
    }

    /** An Envoy that has just started takes everything in its own order. Only one that comes back serves meanwhile. */
    private void begin(ByName<Host> hosts) {
        step = 1;
        if (envoy.clusters().isEmpty()) {
            return;
        }
        hosts.forEach((name, host) -> {
            if (!envoy.clusters().contains(Names.cluster(name))) {
                arrive(host);
            }
        });
        has.forEach((name, host) -> {
            if (!hosts.containsKey(name)) {
                leaving.put(name, new Leaving(host, NOT_YET));
            }
        });
    }

    private void differs(String name, @Nullable Host before, @Nullable Host after) {
        if (after == null && before != null) {
            arriving.remove(name);
            conversation.forget(Names.cluster(name));
            leaving.put(name, new Leaving(before, NOT_YET));
        } else if (after != null && before == null && leaving.remove(name) == null) {
            arrive(after);
        } else if (after != null) {
            arriving.computeIfPresent(name, (same, old) -> after);
        }
    }

    private void arrive(Host host) {
        arriving.put(host.host(), host);
        conversation.expect(Names.cluster(host.host()));
    }

    private boolean isReady(Host host, long now) {
        String cluster = Names.cluster(host.host());
        boolean ready = conversation.isReady(cluster, !host.healthChecks().isEmpty(), now);
        if (ready) {
            conversation.forget(cluster);
        }
        return ready;
    }

    private void letGo(long now) {
        if (leaving.isEmpty()) {
            return;
        }
        long reached = reached(now);
        leaving.values().removeIf(each -> each.since() <= reached);
        int tooMany = leaving.size() - MOST_LEAVING;
        if (tooMany > 0) {
            List.copyOf(leaving.keySet()).subList(0, tooMany).forEach(leaving::remove);
        }
    }

    /** The last step whose routes the Envoy has. */
    private long reached(long now) {
        if (envoy.envoy().group().transport() == Transport.ADS) {
            // Looked at first: what the Envoy takes afterwards is newer.
            boolean onTheirWay = !conversation.routesAnswered();
            return history.reached(
                    step, !envoy.clusters().isEmpty(), conversation.listeners(), conversation.routes(), onTheirWay);
        }
        return quiet.isReached(conversation.allButClustersAnswered(), now) ? step : 0;
    }

    private void send() {
        routes = forms.after(routes, withoutArriving());
        clusters = forms.after(clusters, withLeaving());
        FleetSnapshot before = sent == null ? FleetSnapshot.EMPTY : sent;
        Set<Integer> waiting = waitingPorts(before);
        FleetSnapshot next = routes == clusters ? routes : routes.withClustersOf(clusters);
        next = waiting.isEmpty() ? next : next.withPortsOf(before, waiting);
        if (sent == null || next.differs(before)) {
            step = sent == null ? step : step + 1;
            history.add(step, before, next);
            quiet.reset();
            server.publish(envoy.envoy(), next);
        }
        sent = next;
        if (waiting.isEmpty()) {
            leaving.replaceAll((name, each) -> each.since() == NOT_YET ? new Leaving(each.host(), step) : each);
        }
    }

    /** Ports that all of their hosts left for new ones: the listener stays, and its routes until a new one is there. */
    private Set<Integer> waitingPorts(FleetSnapshot before) {
        Set<Integer> ports = new HashSet<>();
        for (Host host : arriving.values()) {
            String name = Names.routeConfiguration(host.incomingPort());
            if (before.byName(ResourceType.ROUTE).containsKey(name)
                    && !routes.byName(ResourceType.ROUTE).containsKey(name)) {
                ports.add(host.incomingPort());
            }
        }
        return ports;
    }

    private ByName<Host> withoutArriving() {
        Map<String, @Nullable Host> absent = new HashMap<>();
        arriving.keySet().forEach(name -> absent.put(name, null));
        return Overlay.of(wanted, absent, routes.hosts());
    }

    private ByName<Host> withLeaving() {
        Map<String, @Nullable Host> there = new HashMap<>();
        leaving.forEach((name, each) -> there.put(name, each.host()));
        return Overlay.of(wanted, there, clusters.hosts());
    }

    /** Whether all routes that are wanted are sent. */
    boolean isRouted() {
        return arriving.isEmpty();
    }

    /** How long {@link #publish} need not be called if nothing is heard meanwhile. */
    Duration patience(Duration otherwise) {
        boolean waits = envoy.envoy().group().transport() == Transport.ADS
                ? conversation.isWarming()
                : !arriving.isEmpty() || (!leaving.isEmpty() && conversation.allButClustersAnswered());
        return waits ? Comparators.min(Quiet.PAUSE, otherwise) : otherwise;
    }
}
