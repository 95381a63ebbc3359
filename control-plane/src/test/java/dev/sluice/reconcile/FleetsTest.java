package dev.sluice.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.testing.SampleHosts;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FleetsTest {
    private static final List<String> NAMES = List.of("default", "edge", "office");

    private final Random random = new Random(1);

    private static Host host(String name, String fleet, int targets) {
        return SampleHosts.host(
                name,
                fleet,
                80,
                80,
                IntStream.range(0, targets)
                        .mapToObj(n -> Targets.of("10.0.0." + n))
                        .toList(),
                List.of());
    }

    private static Fleets fleets(Fleets before, Host... hosts) {
        return before.next(
                before.all().withExactly(Stream.of(hosts).collect(Collectors.toMap(Host::host, each -> each))));
    }

    @Test
    void eachFleetHasItsOwnHostsAndTheirTargetsWhateverChanges() {
        Fleets fleets = Fleets.NONE;
        for (int i = 0; i < 500; i++) {
            Host[] hosts = IntStream.range(0, 8)
                    .filter(each -> random.nextBoolean())
                    .mapToObj(each -> host("h" + each, NAMES.get(random.nextInt(3)), random.nextInt(4)))
                    .toArray(Host[]::new);
            fleets = fleets(fleets, hosts);
            for (String name : NAMES) {
                List<Host> own = Stream.of(hosts)
                        .filter(host -> host.fleet().equals(name))
                        .toList();
                Fleets.Part part = fleets.of(name);
                assertThat(part.hosts()).isEqualTo(ByName.of(own, Host::host));
                assertThat(part.targets())
                        .isEqualTo(own.stream()
                                .mapToInt(host -> host.targets().size())
                                .sum());
                assertThat(fleets.byName().containsKey(name)).isEqualTo(!own.isEmpty());
            }
        }
    }

    @Test
    void aFleetWhoseHostsDidNotChangeIsTheSameObject() {
        Fleets before = fleets(Fleets.NONE, host("a", "default", 1), host("b", "edge", 1));
        Fleets after = fleets(before, host("a", "default", 1), host("b", "edge", 2));
        assertThat(after.of("default")).isSameAs(before.of("default"));
        assertThat(after.of("edge")).isNotEqualTo(before.of("edge"));
        assertThat(after.next(after.all())).isSameAs(after);
    }
}
