package dev.sluice.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.Envoy;
import dev.sluice.serve.EnvoySaid;
import dev.sluice.serve.Group;
import dev.sluice.testing.SampleHosts;
import dev.sluice.translate.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServedFleetsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong nanoTime = new AtomicLong();
    private final ServedFleets fleets = new ServedFleets(Set.of("default"), MINUTE, nanoTime::get);

    @Test
    void aDaemonThatKnowsNothingTakesEveryFleetForServed() {
        nanoTime.set(MINUTE.toNanos());
        assertThat(fleets.mayBeServed("office")).isTrue();
        fleets.look(hosts("office"));
        assertThat(fleets.unservedFleets()).isEmpty();
    }

    @Test
    void itGivesEnvoysAMinuteToComeBack() {
        fleets.said(asks("edge"));
        assertThat(fleets.mayBeServed("office")).isTrue();
        nanoTime.set(MINUTE.toNanos() - 1);
        fleets.look(hosts("edge", "office"));
        assertThat(fleets.unservedFleets()).isEmpty();
        nanoTime.set(MINUTE.toNanos());
        fleets.look(hosts("edge", "office"));
        assertThat(fleets.unservedFleets()).isEqualTo(Map.of("office", 1));
        assertThat(fleets.mayBeServed("office")).isFalse();
        assertThat(fleets.mayBeServed("edge")).isTrue();
        fleets.said(asks("office"));
        fleets.look(hosts("edge", "office"));
        assertThat(fleets.unservedFleets()).isEmpty();
    }

    /** An Envoy that reads the files of its boot comes to no daemon, and a stranger who comes changes nothing for it. */
    @Test
    void theFleetOfAnEnvoyThatReadsFilesIsServedWhoeverElseComes() {
        fleets.said(asks("test"));
        nanoTime.set(MINUTE.toNanos());
        assertThat(fleets.mayBeServed("default")).isTrue();
        fleets.look(hosts("default", "defualt"));
        assertThat(fleets.unservedFleets()).isEqualTo(Map.of("defualt", 1));
        assertThat(fleets.problems()).extracting(Problem::host).containsExactly("defualt.example");
    }

    private static EnvoySaid asks(String fleet) {
        return new EnvoySaid.Asks(new Envoy(new Group(Transport.ADS, fleet), "test", 1));
    }

    /** One host of each fleet. */
    private static Fleets hosts(String... fleets) {
        List<Host> hosts = List.of(fleets).stream()
                .map(fleet -> SampleHosts.host(fleet + ".example", fleet, 80, 80, List.of(), List.of()))
                .toList();
        return Fleets.NONE.next(ByName.of(hosts, Host::host));
    }
}
