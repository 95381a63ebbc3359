package dev.sluice.contain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Host;
import dev.sluice.testing.SampleHosts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static Set<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "host-" + i).collect(Collectors.toSet());
    }

    private static Trial trial(Set<String> names) {
        Suspects suspects = new Suspects(
                names.stream().collect(Collectors.toMap(Function.identity(), TrialTest::host)),
                name -> "words about " + name,
                false);
        return new Trial(suspects, 0);
    }

    private static Host host(String name) {
        return SampleHosts.host(name, 80, 80, List.of(), List.of());
    }

    /** Plays an Envoy that refuses whatever holds one of {@code bad}; returns how often it was asked. */
    private static int play(Trial trial, Set<String> all, Set<String> bad) {
        int asked = 0;
        do {
            Set<String> sent = new HashSet<>(all);
            sent.removeAll(trial.withheld());
            if (sent.stream().anyMatch(bad::contains)) {
                trial.refused();
            }
        } while (trial.goesOn(asked++));
        return asked;
    }

    @Test
    void oneAmongAThousandIsFoundInAFewTries() {
        Set<String> all = names(1000);
        Trial trial = trial(all);
        int asked = play(trial, all, Set.of("host-617"));
        assertThat(trial.guilty()).containsOnlyKeys("host-617").containsValue("words about host-617");
        assertThat(trial.withheld()).containsExactly("host-617");
        assertThat(asked).isLessThanOrEqualTo(22);
    }

    @Test
    void anyNumberAmongAnyNumberIsFound() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261124);
        for (int round = 0; round < 200; round++) {
            Set<String> all = names(1 + random.nextInt(40));
            Set<String> bad =
                    all.stream().filter(name -> random.nextInt(4) == 0).collect(Collectors.toSet());
            Trial trial = trial(all);
            play(trial, all, bad);
            assertThat(trial.guilty().keySet()).isEqualTo(new TreeSet<>(bad));
            assertThat(trial.isRefusedWithoutAll()).isFalse();
        }
    }

    @Test
    void whenEvenWithoutThemAllItIsRefusedNobodyIsGuilty() {
        Trial trial = trial(Set.of("a", "b", "c"));
        trial.refused();
        assertThat(trial.goesOn(1)).isFalse();
        assertThat(trial.isRefusedWithoutAll()).isTrue();
        assertThat(trial.guilty()).isEmpty();
    }

    @Test
    void aTryThatIsNeverAnsweredIsOverdue() {
        Trial trial = trial(Set.of("a", "b"));
        assertThat(trial.isOverdue(14_000_000_000L)).isFalse();
        assertThat(trial.isOverdue(16_000_000_000L)).isTrue();
    }
}
