package dev.sluice.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.snapshot.PortRoutes.VirtualHostField;
import dev.sluice.translate.FileForm;
import dev.sluice.translate.HostResources;
import dev.sluice.translate.HostResources.PoolResources;
import dev.sluice.translate.Names;
import dev.sluice.translate.Translator;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.VersionedResource;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the next snapshot of the snapshot before and the hosts that changed. Only these are translated and encoded. */
public final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final Translator translator;
    private final Function<Host, HostResources> translation;
    private final IntFunction<Listener> listeners;
    private final Encoding encoding;

    public Snapshots(Translator translator) {
        this(translator, translator::translate);
    }

    /** With a {@code translation} of each host in place of the translator's own. */
    public Snapshots(Translator translator, Function<Host, HostResources> translation) {
        this(translator, translation, translator::listener);
    }

    /** For an Envoy that reads files. */
    public Snapshots(FileForm form) {
        this(form.translator(), form::translate, form::listener);
    }

    private Snapshots(
            Translator translator, Function<Host, HostResources> translation, IntFunction<Listener> listeners) {
        this.translator = translator;
        this.translation = translation;
        this.listeners = listeners;
        this.encoding = Encoding.of(translator.transport());
    }

    /** The snapshot of {@code hosts}, the same however many steps lead there. */
    public FleetSnapshot next(FleetSnapshot before, ByName<Host> hosts) {
        Step step = new Step(before);
        ByName.diff(before.hosts(), hosts, step::differs);
        return step.done(hosts);
    }

    /** What changes on the way from one snapshot to the next. */
    private final class Step {
        private final FleetSnapshot before;
        private final Map<String, @Nullable VersionedResource<? extends Message>> clusters = new HashMap<>();
        private final Map<String, @Nullable VersionedResource<? extends Message>> endpoints = new HashMap<>();
        private final Map<Integer, Map<String, @Nullable VirtualHostField>> virtualHosts = new HashMap<>();
        private final Map<String, @Nullable Problem> bugs = new HashMap<>();

        Step(FleetSnapshot before) {
            this.before = before;
        }

        void differs(String name, @Nullable Host old, @Nullable Host host) {
            try {
                HostResources resources = host == null ? null : translation.apply(host);
                takeAway(name, old);
                bugs.put(name, null);
                if (resources != null) {
                    put(name, resources);
                }
            } catch (RuntimeException bug) {
                // The one guard: a bug that one host meets is that host's problem, and no crash loop for all.
                LOG.error("bug host={} (it keeps the form it had; please report it)", name, bug);
                bugs.put(name, new Problem(name, "hosts", "met a bug in Sluice, please report it: " + bug));
            }
        }

        /** What its row was before; but a host that met a bug then still is what it was earlier. */
        private void takeAway(String name, @Nullable Host old) {
            if (before.bugs().containsKey(name)) {
                before.ports().keySet().forEach(port -> takeFrom(port, name));
                before.byName(ResourceType.CLUSTER).keySet().stream()
                        .filter(cluster -> Names.owner(cluster).equals(name))
                        .forEach(this::takeCluster);
            } else if (old != null) {
                takeFrom(old.incomingPort(), name);
                Names.clusters(old).forEach(this::takeCluster);
            }
        }

        private void takeCluster(String cluster) {
            clusters.put(cluster, null);
            endpoints.put(cluster, null);
        }

        private void takeFrom(int number, String name) {
            PortRoutes port = before.ports().get(number);
            if (port != null && port.virtualHosts().containsKey(Names.virtualHost(name))) {
                routes(number).put(Names.virtualHost(name), null);
            }
        }

        private void put(String name, HostResources resources) {
            resources.pools().forEach(this::put);
            routes(resources.incomingPort()).put(Names.virtualHost(name), VirtualHostField.of(resources.virtualHost()));
        }

        private void put(PoolResources pool) {
            String name = pool.cluster().getName();
            VersionedResource<? extends Message> cluster =
                    encoding.resource(Cluster.getDefaultInstance(), Versions.bytes(pool.cluster()));
            clusters.put(name, cluster);
            // A changed cluster is not warm before it has its endpoints, and on an incremental stream Envoy does not
            // ask for them again: it would hold back every cluster until its timeout. So they are always sent together.
            ByteString assignment = Versions.bytes(pool.endpoints());
            endpoints.put(
                    name,
                    encoding.resource(
                            ClusterLoadAssignment.getDefaultInstance(),
                            assignment,
                            Versions.of(assignment, cluster.version())));
        }

        private Map<String, @Nullable VirtualHostField> routes(int port) {
            return virtualHosts.computeIfAbsent(port, key -> new HashMap<>());
        }

        FleetSnapshot done(ByName<Host> hosts) {
            Map<Integer, PortRoutes> ports = new HashMap<>(before.ports());
            Map<String, @Nullable VersionedResource<? extends Message>> listeners = new HashMap<>();
            Map<String, @Nullable VersionedResource<? extends Message>> routes = new HashMap<>();
            virtualHosts.forEach((number, changes) -> {
                PortRoutes old = before.ports().getOrDefault(number, PortRoutes.EMPTY);
                PortRoutes port = old.with(changes);
                if (!port.differs(old)) {
                    return;
                }
                ports.put(number, port);
                if (port.isEmpty()) {
                    ports.remove(number);
                }
                listeners.put(Names.listener(number), port.isEmpty() ? null : listener(number));
                routes.put(Names.routeConfiguration(number), port.isEmpty() ? null : routes(number, port));
            });
            return new FleetSnapshot(
                    hosts,
                    before.bugs().with(bugs),
                    ports,
                    Map.of(
                            ResourceType.LISTENER,
                                    before.of(ResourceType.LISTENER).with(listeners),
                            ResourceType.ROUTE, before.of(ResourceType.ROUTE).with(routes),
                            ResourceType.CLUSTER,
                                    before.of(ResourceType.CLUSTER).with(clusters),
                            ResourceType.ENDPOINT,
                                    before.of(ResourceType.ENDPOINT).with(endpoints)));
        }

        private VersionedResource<? extends Message> listener(int port) {
            return encoding.resource(Listener.getDefaultInstance(), Versions.bytes(listeners.apply(port)));
        }

        private VersionedResource<? extends Message> routes(int number, PortRoutes port) {
            // Hashing 10,000 hosts' bytes anew for one of them would cost more than all the rest.
            ByteString start = Versions.bytes(translator.routes(number, List.of()));
            return encoding.resource(
                    RouteConfiguration.getDefaultInstance(),
                    port.routes(start),
                    Versions.of(start, Versions.of(port.sum())));
        }
    }
}
