package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.XdsServer;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Runs translate and snapshot for each transport that an Envoy uses, and hands on what differs from before. */
public final class Publisher {
    private final String listenAddress;
    private final XdsServer server;
    private final Map<Transport, Snapshots> snapshots = new EnumMap<>(Transport.class);
    private final Map<Transport, FleetSnapshot> served = new EnumMap<>(Transport.class);

    public Publisher(String listenAddress, XdsServer server) {
        this.listenAddress = listenAddress;
        this.server = server;
    }

    /**
     * Serves {@code hosts} from now on.
     *
     * @return the number of resources that came, went or differ; empty when no Envoy was sent anything
     */
    Optional<Integer> publish(ByName<Host> hosts) {
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
    Collection<Problem> bugs() {
        return ads().bugs().values();
    }

    /** The content that is served, by its version. */
    String revision() {
        return ads().version();
    }

    private FleetSnapshot ads() {
        return served.getOrDefault(Transport.ADS, FleetSnapshot.EMPTY);
    }

    private Optional<Integer> publish(Transport transport, ByName<Host> hosts) {
        FleetSnapshot before = served.get(transport);
        if (before != null && before.hosts() == hosts) {
            return Optional.empty();
        }
        FleetSnapshot snapshot = snapshots
                .computeIfAbsent(transport, key -> new Snapshots(new Translator(listenAddress, transport)))
                .next(before == null ? FleetSnapshot.EMPTY : before, hosts);
        served.put(transport, snapshot);
        boolean same = before != null && before.version().equals(snapshot.version());
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
