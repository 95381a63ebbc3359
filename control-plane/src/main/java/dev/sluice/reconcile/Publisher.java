package dev.sluice.reconcile;

import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.XdsServer;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.translate.Translated;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs translate and snapshot for each transport that an Envoy uses, and hands on what differs from before. */
public final class Publisher {
    private final String listenAddress;
    private final XdsServer server;
    private final Map<Transport, Served> served = new EnumMap<>(Transport.class);
    private List<Problem> problems = List.of();

    private record Served(List<Host> hosts, FleetSnapshot snapshot) {}

    public Publisher(String listenAddress, XdsServer server) {
        this.listenAddress = listenAddress;
        this.server = server;
    }

    /**
     * Serves {@code hosts} from now on.
     *
     * @return the number of resources that came, went or differ; empty when no Envoy was sent anything
     */
    Optional<Integer> publish(List<Host> hosts) {
        boolean first = served.isEmpty();
        Optional<Integer> changed = server.transports().stream()
                .map(transport -> publish(transport, hosts))
                .flatMap(Optional::stream)
                .reduce(Math::max);
        if (first) {
            start();
        }
        return changed;
    }

    /** Bugs met while translating: each cost its own host only. */
    List<Problem> problems() {
        return problems;
    }

    /** The content that is served, by its version; empty before the first {@link #publish}. */
    String revision() {
        Served ads = served.get(Transport.ADS);
        return ads == null ? "" : ads.snapshot().version();
    }

    private Optional<Integer> publish(Transport transport, List<Host> hosts) {
        Served before = served.get(transport);
        if (before != null && before.hosts().equals(hosts)) {
            return Optional.empty();
        }
        Translated translated = new Translator(listenAddress, transport).translate(hosts);
        problems = translated.problems();
        FleetSnapshot snapshot = FleetSnapshot.of(translated.resources());
        served.put(transport, new Served(hosts, snapshot));
        boolean same = before != null && before.snapshot().version().equals(snapshot.version());
        return same ? Optional.empty() : Optional.of(server.publish(transport, snapshot));
    }

    private void start() {
        try {
            server.start();
        } catch (IOException e) {
            // Nothing can be served; systemd shows the message and tries again.
            throw new UncheckedIOException(e);
        }
    }
}
