package dev.sluice.translate;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.sluice.model.Host;
import dev.sluice.translate.HostResources.PoolResources;
import dev.sluice.translate.features.Feature;
import dev.sluice.translate.features.Features;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Turns checked hosts into what Envoy is to have.
 *
 * @param listenAddress what Envoy's listeners bind: an IP address
 * @param transport how Envoy asks for routes and endpoints
 * @param features what is done for the requests of hosts
 */
public record Translator(String listenAddress, Transport transport, Feature features) {
    /** With all features. */
    public Translator(String listenAddress, Transport transport) {
        this(listenAddress, transport, Features.ALL);
    }

    /** What one host becomes. */
    public HostResources translate(Host host) {
        return HostResources.of(host, transport, features);
    }

    public Listener listener(int incomingPort) {
        return Listeners.of(incomingPort, listenAddress, transport, features);
    }

    /** The routes of one port. Their order has no meaning. */
    public RouteConfiguration routes(int incomingPort, List<VirtualHost> virtualHosts) {
        return Routes.of(incomingPort, virtualHosts, features);
    }

    /** Everything at once, sorted, to read or to validate. The same hosts give the same resources in whatever order. */
    public XdsResources translate(Collection<Host> hosts) {
        List<HostResources> translated = hosts.stream()
                .sorted(Comparator.comparing(Host::host))
                .map(this::translate)
                .toList();
        SortedMap<Integer, List<VirtualHost>> byPort = translated.stream()
                .collect(groupingBy(
                        HostResources::incomingPort, TreeMap::new, mapping(HostResources::virtualHost, toList())));
        List<Listener> listeners = new ArrayList<>();
        List<RouteConfiguration> routes = new ArrayList<>();
        byPort.forEach((port, virtualHosts) -> {
            listeners.add(listener(port));
            routes.add(routes(port, virtualHosts));
        });
        return new XdsResources(
                listeners,
                routes,
                ofPools(translated, PoolResources::cluster),
                ofPools(translated, PoolResources::endpoints));
    }

    private static <T> List<T> ofPools(List<HostResources> translated, Function<PoolResources, T> resource) {
        return translated.stream()
                .flatMap(host -> host.pools().stream())
                .map(resource)
                .toList();
    }
}
