package dev.sluice.reconcile;

import dev.sluice.contain.Containment;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.serve.Connected;
import dev.sluice.serve.XdsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One Envoy of a fleet: what it is sent, in which order, and what it refuses. */
record Member(XdsServer server, Connected connected, Lane lane, Containment containment) {
    /** Envoy answers in milliseconds; a slow one, with 10,000 hosts to load, in seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** Those of {@code members} that are of {@code fleet}. */
    static List<Member> of(String fleet, Collection<Member> members) {
        return members.stream().filter(member -> member.fleet().equals(fleet)).toList();
    }

    String fleet() {
        return connected.envoy().fleet();
    }

    /** Sends what may be sent now of the way to {@code hosts}. */
    void publish(ByName<Host> hosts, long now) {
        lane.publish(containment.serve(hosts), now);
        if (containment.isTimeForPorts()) {
            server.retryListeners(connected.envoy());
        }
        containment.published(lane.isRouted(), () -> server.lacksWhatItRefused(connected), now);
    }

    /** Whether it has taken this form of {@code host}. */
    boolean took(String host, @Nullable Host form) {
        return form != null && form.equals(containment.taken().get(host));
    }

    Duration patience(Duration otherwise) {
        return lane.patience(containment.patience(otherwise));
    }

    EnvoyReport report(Instant now) {
        Optional<Instant> silent = connected
                .conversation()
                .unansweredSince()
                .filter(since -> Duration.between(since, now).compareTo(SILENCE) > 0);
        Map<String, String> refuses = containment.holdsBack() ? containment.heldBack() : Map.of();
        return new EnvoyReport(connected.envoy(), connected.conversation().since(), silent, new TreeMap<>(refuses));
    }
}
