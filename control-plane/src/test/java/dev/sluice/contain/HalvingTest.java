package dev.sluice.contain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HalvingTest {
    private static Set<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "host-" + i).collect(Collectors.toSet());
    }

    /** Plays an Envoy that refuses whatever holds one of {@code bad}; returns how often it was asked. */
    private static int play(Halving halving, Set<String> all, Set<String> bad) {
        int asked = 0;
        while (!halving.isDone()) {
            Set<String> sent = new HashSet<>(all);
            sent.removeAll(halving.withheld());
            if (sent.stream().anyMatch(bad::contains)) {
                halving.refused();
            }
            halving.answered(asked++);
        }
        return asked;
    }

    @Test
    void oneAmongAThousandIsFoundInAFewTries() {
        Set<String> all = names(1000);
        Halving halving = new Halving(all, 0);
        int asked = play(halving, all, Set.of("host-617"));
        assertThat(halving.guilty()).containsExactly("host-617");
        assertThat(halving.withheld()).containsExactly("host-617");
        assertThat(asked).isLessThanOrEqualTo(22);
    }

    @Test
    void anyNumberAmongAnyNumberIsFound() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261124);
        for (int round = 0; round < 200; round++) {
            Set<String> all = names(1 + random.nextInt(40));
            Set<String> bad =
                    all.stream().filter(name -> random.nextInt(4) == 0).collect(Collectors.toSet());
            Halving halving = new Halving(all, 0);
            play(halving, all, bad);
            assertThat(halving.guilty()).isEqualTo(new TreeSet<>(bad));
        }
    }

    @Test
    void whenEvenWithoutThemAllItIsRefusedNobodyIsGuilty() {
        Halving halving = new Halving(List.of("a", "b", "c"), 0);
        halving.refused();
        halving.answered(1);
        assertThat(halving.isDone()).isTrue();
        assertThat(halving.guilty()).isEmpty();
    }

    @Test
    void aTryThatIsNeverAnsweredIsOverdue() {
        Halving halving = new Halving(List.of("a", "b"), 0);
        assertThat(halving.isOverdue(14_000_000_000L)).isFalse();
        assertThat(halving.isOverdue(16_000_000_000L)).isTrue();
    }
}
