package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.Group;
import dev.sluice.serve.XdsServer;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Runs translate and snapshot for each fleet and transport that an Envoy uses, and hands on what differs from before. */
public final class Publisher {
    private final String listenAddress;
    private final XdsServer server;
    private final Function<Translator, Snapshots> snapshots;
    private final Map<Group, Lane> lanes = new HashMap<>();
    private Fleets fleets = Fleets.NONE;

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
     * @param start when it began, in {@link System#nanoTime}
     * @return what Envoys were sent, fleet by fleet; a fleet is not in it when its Envoys were sent nothing, or when more
     *     is to be sent by further calls, after {@link #patience} at the latest
     */
    List<Publication> publish(ByName<Host> hosts, long start) {
        boolean first = lanes.isEmpty();
        fleets = fleets.next(hosts);
        Map<String, Integer> changes = new TreeMap<>();
        for (Group group : server.groups()) {
            Lane lane = lanes.computeIfAbsent(group, this::lane);
            if (lane.publish(fleets.of(group.fleet()).hosts())) {
                changes.merge(group.fleet(), lane.takeChanges(), Math::max);
            }
        }
        if (first) {
            start();
        }
        return changes.entrySet().stream()
                .map(fleet -> publication(fleet.getKey(), fleet.getValue(), start))
                .toList();
    }

    private Lane lane(Group group) {
        Translator translator = new Translator(listenAddress, group.transport());
        return new Lane(server, group, snapshots.apply(translator), System::nanoTime);
    }

    private Publication publication(String fleet, int changed, long start) {
        Fleets.Part part = fleets.of(fleet);
        return new Publication(
                fleet,
                revision(fleet),
                part.hosts(),
                part.targets(),
                changed,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** The content that is served, by its version: that of ADS, which every fleet that is asked for has. */
    private String revision(String fleet) {
        Lane lane = lanes.get(new Group(Transport.ADS, fleet));
        if (lane == null) {
            throw new IllegalStateException("a fleet without ADS: " + fleet);
        }
        return lane.wanted().version();
    }

    /** What there is to serve, fleet by fleet. */
    Fleets fleets() {
        return fleets;
    }

    /** How long {@link #publish} need not be called if nothing happens meanwhile. */
    Duration patience(Duration otherwise) {
        return lanes.values().stream()
                .map(lane -> lane.patience(otherwise))
                .min(Duration::compareTo)
                .orElse(otherwise);
    }

    /** Whether all that was wanted is sent and every Envoy has answered all of it. */
    boolean isSettled() {
        return lanes.values().stream().allMatch(Lane::isSettled);
    }

    /** Sends listeners that were refused once more. */
    void retryListeners() {
        lanes.values().forEach(Lane::retryListeners);
    }

    /** Bugs met while translating: each cost its own host only. */
    List<Problem> bugs() {
        return lanes.entrySet().stream()
                .filter(lane -> lane.getKey().transport() == Transport.ADS)
                .flatMap(lane -> lane.getValue().wanted().bugs().values().stream())
                .toList();
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
