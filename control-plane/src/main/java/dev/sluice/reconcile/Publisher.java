package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.Connected;
import dev.sluice.serve.Envoy;
import dev.sluice.serve.Group;
import dev.sluice.serve.XdsServer;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.translate.Names;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves each Envoy the hosts of its fleet: runs translate and snapshot once for all Envoys of a fleet, and leads every
 * Envoy there by a {@link Lane} of its own, less what that Envoy refuses.
 */
public final class Publisher {
    private final String listenAddress;
    private final XdsServer server;
    private final Function<Translator, Snapshots> snapshots;
    private final Function<Map<String, Host>, CompletableFuture<Map<String, String>>> judge;
    private final Evidence evidence = new Evidence();
    private final Keeping keeping = new Keeping(evidence);
    private final Map<Group, Forms> forms = new HashMap<>();
    private final Map<Envoy, Member> members = new LinkedHashMap<>();
    /** By fleet, the hosts that are served there, and what was told of them last. */
    private final Map<String, ByName<Host>> views = new HashMap<>();

    private final Map<String, FleetSnapshot> told = new HashMap<>();
    /** By fleet, when the change began that is half way there. */
    private final Map<String, Long> begun = new HashMap<>();

    private Fleets fleets = Fleets.NONE;
    private boolean started;

    /**
     * @param judge says who of some hosts is refused, and why; nobody where it does not know
     */
    public Publisher(
            String listenAddress,
            XdsServer server,
            Function<Map<String, Host>, CompletableFuture<Map<String, String>>> judge) {
        this(listenAddress, server, Snapshots::new, judge);
    }

    /** With snapshots of another making than usual. */
    Publisher(
            String listenAddress,
            XdsServer server,
            Function<Translator, Snapshots> snapshots,
            Function<Map<String, Host>, CompletableFuture<Map<String, String>>> judge) {
        this.listenAddress = listenAddress;
        this.server = server;
        this.snapshots = snapshots;
        this.judge = judge;
    }

    /** Begins with what Envoys are known to have, from before a restart. */
    void begin(ByName<Host> known) {
        evidence.begin(known);
    }

    /**
     * Serves {@code usable} from now on.
     *
     * @param start when it began, in {@link System#nanoTime}
     * @return what is served now, by fleet, where it differs from what was told last; a fleet whose Envoys are all half
     *     way there is told of by a later call, after {@link #patience} at the latest
     */
    List<Publication> publish(ByName<Host> usable, long start) {
        ByName<Host> known = evidence.proved();
        evidence.follow(usable);
        fleets = fleets.next(usable);
        server.hostsAreOf(fleets.byName().keySet());
        meet();
        Set<String> names = served();
        names.forEach(fleet -> see(fleet, start));
        long now = System.nanoTime();
        members.forEach((envoy, member) -> {
            forms(envoy.group()).of(views.getOrDefault(envoy.fleet(), ByName.empty()));
            member.publish(fleets.of(envoy.fleet()).hosts(), known, now);
        });
        if (!started) {
            started = true;
            start();
        }
        List<Publication> news = new ArrayList<>();
        names.forEach(fleet -> tell(fleet, start).ifPresent(news::add));
        return news;
    }

    private void meet() {
        Set<Envoy> here = new HashSet<>();
        for (Connected connected : server.envoys()) {
            here.add(connected.envoy());
            members.computeIfAbsent(connected.envoy(), envoy -> member(connected));
        }
        members.values()
                .removeIf(member -> !here.contains(member.connected().envoy())
                        && server.forget(member.connected().envoy()));
    }

    private Member member(Connected connected) {
        String fleet = connected.envoy().fleet();
        ByName<Host> rows = fleets.of(fleet).hosts();
        var containment = new Containment(fleet, connected.conversation(), has(connected), evidence, judge);
        containment.beginWithout(evidence.refused(), rows);
        return new Member(
                server,
                connected,
                new Lane(server, connected, forms(connected.envoy().group())),
                containment);
    }

    /** What an Envoy that comes back took before. */
    private ByName<Host> has(Connected connected) {
        Map<String, Host> has = new HashMap<>();
        if (!connected.clusters().isEmpty()) {
            evidence.proved().forEach((name, host) -> {
                if (host.fleet().equals(connected.envoy().fleet())
                        && connected.clusters().contains(Names.cluster(name))) {
                    has.put(name, host);
                }
            });
        }
        return ByName.<Host>empty().with(has);
    }

    /** The fleets that are told of: those of Envoys, and the one of those that name none. */
    private Set<String> served() {
        Set<String> names = new TreeSet<>();
        names.add(Host.DEFAULT_FLEET);
        members.values().forEach(member -> names.add(member.fleet()));
        return names;
    }

    private void see(String fleet, long start) {
        ByName<Host> view = view(fleet);
        if (view != views.put(fleet, view)) {
            begun.putIfAbsent(fleet, start);
        }
    }

    /** What a fleet is served: less what some Envoy of it refuses and none took. */
    private ByName<Host> view(String fleet) {
        ByName<Host> rows = fleets.of(fleet).hosts();
        Map<String, @Nullable Host> instead = new HashMap<>();
        evidence.refused().forEach((name, refused) -> {
            if (rows.containsKey(name)) {
                instead.put(name, evidence.proved(name));
            }
        });
        if (instead.isEmpty()) {
            return rows;
        }
        ByName<Host> before = views.getOrDefault(fleet, ByName.empty());
        ByName<Host> view = rows.with(instead);
        return Overlay.same(before, view) ? before : view;
    }

    private Optional<Publication> tell(String fleet, long start) {
        ByName<Host> hosts = views.getOrDefault(fleet, ByName.empty());
        FleetSnapshot before = told.get(fleet);
        boolean halfWay =
                members.values().stream().anyMatch(member -> member.fleet().equals(fleet))
                        && members.values().stream()
                                .filter(member -> member.fleet().equals(fleet))
                                .noneMatch(member -> member.lane().isRouted());
        if (halfWay) {
            return Optional.empty();
        }
        FleetSnapshot now = forms(new Group(Transport.ADS, fleet)).of(hosts);
        long begin = Optional.ofNullable(begun.remove(fleet)).orElse(start);
        if (before != null && !now.differs(before)) {
            return Optional.empty();
        }
        told.put(fleet, now);
        int changed = now.differencesFrom(before == null ? FleetSnapshot.EMPTY : before);
        return Optional.of(new Publication(
                fleet, now.version(), hosts, targets(hosts), changed, Duration.ofNanos(System.nanoTime() - begin)));
    }

    private int targets(ByName<Host> hosts) {
        Fleets.Part part = hosts.isEmpty()
                ? Fleets.Part.EMPTY
                : fleets.of(hosts.values().iterator().next().fleet());
        return part.hosts() == hosts
                ? part.targets()
                : hosts.values().stream()
                        .mapToInt(host -> host.targets().size())
                        .sum();
    }

    private Forms forms(Group group) {
        return forms.computeIfAbsent(
                group, each -> new Forms(snapshots.apply(new Translator(listenAddress, each.transport()))));
    }

    /** Fleets that have neither hosts nor Envoys any more; nothing is remembered of them. */
    List<String> takeForgotten() {
        Set<String> alive = served();
        alive.addAll(fleets.byName().keySet());
        forms.keySet().removeIf(group -> !alive.contains(group.fleet()));
        views.keySet().retainAll(alive);
        begun.keySet().retainAll(alive);
        List<String> forgotten =
                told.keySet().stream().filter(fleet -> !alive.contains(fleet)).toList();
        told.keySet().removeAll(forgotten);
        return forgotten;
    }

    /** What there is to serve, fleet by fleet. */
    Fleets fleets() {
        return fleets;
    }

    /** How long {@link #publish} need not be called if nothing happens meanwhile. */
    Duration patience(Duration otherwise) {
        Duration longest = keeping.patience(otherwise, System.nanoTime());
        for (Member member : members.values()) {
            longest = member.patience(longest);
        }
        return longest;
    }

    /** What is to be kept on disk now; empty when it is what it was. */
    Optional<ByName<Host>> takeKept() {
        return keeping.next(fleets, members.values(), System.nanoTime());
    }

    /** What is to be kept on disk for good, because the daemon stops; empty when it is what it was. */
    Optional<ByName<Host>> takeLastKept() {
        keeping.hurry();
        return takeKept();
    }

    /** All forms that some Envoy took last. */
    ByName<Host> taken() {
        return evidence.proved();
    }

    List<EnvoyReport> envoys() {
        Instant now = Instant.now();
        return members.values().stream().map(member -> member.report(now)).toList();
    }

    /** What Envoys refuse, ports on which they cannot listen, and bugs met while translating: each costs its own host. */
    List<Problem> problems() {
        return Stream.of(
                        evidence.problems(),
                        members.values().stream()
                                .flatMap(member -> member.containment().portProblems().stream())
                                .distinct(),
                        told.values().stream().flatMap(each -> each.bugs().values().stream()))
                .flatMap(each -> each)
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
