package dev.sluice.translate;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns checked hosts into what Envoy is to have.
 *
 * @param listenAddress what Envoy's listeners bind: an IP address
 * @param transport how Envoy asks for routes and endpoints
 */
public record Translator(String listenAddress, Transport transport) {
    private static final Logger LOG = LoggerFactory.getLogger(Translator.class);

    /** The same hosts give the same resources, byte for byte, in whatever order they come. */
    public Translated translate(List<Host> hosts) {
        return translate(hosts, host -> HostResources.of(host, transport));
    }

    /** Host by host, so that a bug that one of them meets is that host's problem and no crash loop. */
    Translated translate(List<Host> hosts, Function<Host, HostResources> translation) {
        List<HostResources> translated = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        hosts.stream().sorted(Comparator.comparing(Host::host)).forEach(host -> {
            try {
                translated.add(translation.apply(host));
            } catch (RuntimeException bug) {
                LOG.error("bug host={} (left out; please report it)", host.host(), bug);
                problems.add(new Problem(host.host(), "hosts", "met a bug in Sluice, please report it: " + bug));
            }
        });
        return new Translated(resources(translated), problems);
    }

    private XdsResources resources(List<HostResources> hosts) {
        SortedMap<Integer, List<VirtualHost>> byPort = hosts.stream()
                .collect(groupingBy(
                        HostResources::incomingPort, TreeMap::new, mapping(HostResources::virtualHost, toList())));
        List<Listener> listeners = new ArrayList<>();
        List<RouteConfiguration> routes = new ArrayList<>();
        byPort.forEach((port, virtualHosts) -> {
            listeners.add(Listeners.of(port, listenAddress, transport));
            routes.add(Routes.of(port, virtualHosts));
        });
        return new XdsResources(
                listeners,
                routes,
                hosts.stream().map(HostResources::cluster).toList(),
                hosts.stream().map(HostResources::endpoints).toList());
    }
}
