package dev.sluice.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    /** Always the least, so that the waits are the fixed halves. */
    private static final RandomGenerator LEAST = () -> 0;

    /** Always the most. */
    private static final RandomGenerator MOST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private static List<Long> millis(Backoff backoff, int count) {
        return Stream.generate(backoff::next)
                .limit(count)
                .map(Duration::toMillis)
                .toList();
    }

    @Test
    void eachWaitIsTwiceAsLongUpToEightSeconds() {
        assertThat(millis(new Backoff(LEAST), 8)).containsExactly(125L, 250L, 500L, 1000L, 2000L, 4000L, 4000L, 4000L);
        assertThat(millis(new Backoff(MOST), 8)).containsExactly(249L, 499L, 999L, 1999L, 3999L, 7999L, 7999L, 7999L);
    }

    @Test
    void aSuccessStartsAnew() {
        Backoff backoff = new Backoff(LEAST);
        millis(backoff, 20);
        backoff.reset();
        assertThat(millis(backoff, 2)).containsExactly(125L, 250L);
    }

    @Test
    void twoDaemonsDoNotComeBackTogether() {
        Backoff one = new Backoff(new Random(1));
        Backoff other = new Backoff(new Random(2));
        assertThat(millis(one, 10)).doesNotContainAnyElementsOf(millis(other, 10));
    }
}
