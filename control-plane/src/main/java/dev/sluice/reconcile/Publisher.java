package dev.sluice.reconcile;

import dev.sluice.contain.Containment;
import dev.sluice.contain.Evidence;
import dev.sluice.contain.Jury;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.Connected;
import dev.sluice.serve.Envoy;
import dev.sluice.serve.Group;
import dev.sluice.serve.XdsServer;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.translate.Names;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
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
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Serves each Envoy the hosts of its fleet: runs translate and snapshot once for all Envoys of a fleet, and leads every
 * Envoy there by a {@link Lane} of its own, less what that Envoy refuses.
 */
public final class Publisher {
    private final String listenAddress;
    private final XdsServer server;
    private final Function<Translator, Snapshots> snapshots;
    private final Jury jury;
    private final Evidence evidence = new Evidence();
    private final Keeping keeping = new Keeping(evidence);
    private final Map<Group, Forms> forms = new HashMap<>();
    private final Map<Envoy, Member> members = new LinkedHashMap<>();
    /** By fleet. */
    private final Map<String, View> views = new HashMap<>();

    private Fleets fleets = Fleets.NONE;
    private boolean started;

    public Publisher(String listenAddress, XdsServer server, Jury jury) {
        this(listenAddress, server, Snapshots::new, jury);
    }

    /** With snapshots of another making than usual. */
    Publisher(String listenAddress, XdsServer server, Function<Translator, Snapshots> snapshots, Jury jury) {
        this.listenAddress = listenAddress;
        this.server = server;
        this.snapshots = snapshots;
        this.jury = jury;
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
        meet(known);
        Set<String> names = served();
        names.forEach(fleet -> view(fleet).see(fleets.of(fleet), evidence, start));
        long now = System.nanoTime();
        members.forEach((envoy, member) -> {
            forms(envoy.group()).of(view(envoy.fleet()).hosts());
            member.publish(fleets.of(envoy.fleet()).hosts(), now);
        });
        if (!started) {
            started = true;
            // An Envoy that connected before would take silence for "nothing".
            server.start();
        }
        List<Publication> news = new ArrayList<>();
        names.forEach(fleet -> tell(fleet, start).ifPresent(news::add));
        return news;
    }

    /** Those who come and those who leave, at a time at which Envoys have {@code known}. */
    private void meet(ByName<Host> known) {
        Set<Envoy> here = new HashSet<>();
        for (Connected connected : server.envoys()) {
            here.add(connected.envoy());
            members.computeIfAbsent(connected.envoy(), envoy -> member(connected, known));
        }
        members.values()
                .removeIf(member -> !here.contains(member.connected().envoy())
                        && server.forget(member.connected().envoy()));
    }

    private Member member(Connected connected, ByName<Host> known) {
        String fleet = connected.envoy().fleet();
        ByName<Host> has = has(connected, known);
        var containment = new Containment(fleet, connected.conversation(), has, evidence, jury);
        containment.beginWithout(evidence.refused(), fleets.of(fleet).hosts());
        Lane lane = new Lane(server, connected, forms(connected.envoy().group()), has);
        return new Member(server, connected, lane, containment);
    }

    /** What an Envoy that comes back took before. */
    private static ByName<Host> has(Connected connected, ByName<Host> known) {
        Map<String, Host> has = new HashMap<>();
        if (!connected.clusters().isEmpty()) {
            known.forEach((name, host) -> {
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

    private View view(String fleet) {
        return views.computeIfAbsent(fleet, name -> new View(name, forms(new Group(Transport.ADS, name))));
    }

    /** Told as soon as one of its Envoys is sent all routes, or where there is none. */
    private Optional<Publication> tell(String fleet, long start) {
        List<Member> ofFleet = Member.of(fleet, members.values());
        boolean halfWay = !ofFleet.isEmpty()
                && ofFleet.stream().noneMatch(member -> member.lane().isRouted());
        return halfWay ? Optional.empty() : view(fleet).tell(start);
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
        List<String> forgotten = views.entrySet().stream()
                .filter(view ->
                        !alive.contains(view.getKey()) && view.getValue().isTold())
                .map(Map.Entry::getKey)
                .toList();
        views.keySet().retainAll(alive);
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
                        views.values().stream().flatMap(View::bugs))
                .flatMap(each -> each)
                .toList();
    }
}
