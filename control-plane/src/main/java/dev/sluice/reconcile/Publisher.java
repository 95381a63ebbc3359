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
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Runs translate and snapshot for each transport that an Envoy uses, and hands on what differs from before. */
public final class Publisher {
    private final String listenAddress;
    private final XdsServer server;
    private final Function<Translator, Snapshots> snapshots;
    private final Map<Transport, Lane> lanes = new EnumMap<>(Transport.class);

    public Publisher(String listenAddress, XdsServer server) {
        this(listenAddress, server, Snapshots::new);
    }

    /** With snapshots of another making than usual. */
    Publisher(String listenAddress, XdsServer server, Function<Translator, Snapshots> snapshots) {
        this.listenAddress = listenAddress;
        this.server = server;
        this.snapshots = snapshots;
    }

    /**
     * Serves {@code hosts} from now on.
     *
     * @return the number of resources that came, went or differ; empty when no Envoy was sent anything, or when more
     *     is to be sent by further calls, after {@link #patience} at the latest
     */
    Optional<Integer> publish(ByName<Host> hosts) {
        boolean first = lanes.isEmpty();
        int changes = 0;
        boolean done = false;
        for (Transport transport : server.transports()) {
            Lane lane = lanes.computeIfAbsent(transport, this::lane);
            if (lane.publish(hosts)) {
                done = true;
                changes = Math.max(changes, lane.takeChanges());
            }
        }
        if (first) {
            start();
        }
        return done ? Optional.of(changes) : Optional.empty();
    }

    private Lane lane(Transport transport) {
        Translator translator = new Translator(listenAddress, transport);
        return new Lane(server, translator, snapshots.apply(translator), System::nanoTime);
    }

    /** How long {@link #publish} need not be called if nothing happens meanwhile. */
    Duration patience(Duration otherwise) {
        return lanes.values().stream()
                .map(lane -> lane.patience(otherwise))
                .min(Duration::compareTo)
                .orElse(otherwise);
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
        Lane lane = lanes.get(Transport.ADS);
        return lane == null ? FleetSnapshot.EMPTY : lane.wanted();
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
