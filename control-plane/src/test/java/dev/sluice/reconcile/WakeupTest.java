package dev.sluice.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Patience.OF_A_TEST)
class WakeupTest {
    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(30);

    private final Wakeup wakeup = new Wakeup();

    @Test
    void aSignalEndsASleep() throws Exception {
        Thread sleeper = new Thread(() -> sleep(wakeup), "sleeper");
        sleeper.start();
        Awaitility.await().until(() -> sleeper.getState() == Thread.State.TIMED_WAITING);
        wakeup.signal();
        sleeper.join();
    }

    private static void sleep(Wakeup wakeup) {
        try {
            wakeup.await(FOR_EVER);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSignalWhileNobodySleepsIsNotLost() throws Exception {
        wakeup.signal();
        wakeup.await(FOR_EVER);
    }

    @Test
    void manySignalsEndOneSleepOnly() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            wakeup.signal();
        }
        wakeup.await(FOR_EVER);
        long start = System.nanoTime();
        wakeup.await(SHORT);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    void onlyASignalIsAboutRowsAndIsAskedForOnce() throws Exception {
        wakeup.nudge();
        wakeup.await(FOR_EVER);
        assertThat(wakeup.takeRows()).isFalse();
        wakeup.signal();
        wakeup.nudge();
        wakeup.await(FOR_EVER);
        assertThat(wakeup.takeRows()).isTrue();
        assertThat(wakeup.takeRows()).isFalse();
    }

    @Test
    void withoutASignalTheSleepEndsByItself() throws Exception {
        wakeup.await(SHORT);
    }

    @Test
    void anInterruptEndsASleepToo() throws Exception {
        CompletableFuture<String> ended = new CompletableFuture<>();
        Thread sleeper = new Thread(() -> {
            try {
                wakeup.await(FOR_EVER);
                ended.complete("by itself");
            } catch (InterruptedException e) {
                ended.complete("interrupted");
            }
        });
        sleeper.start();
        sleeper.interrupt();
        assertThat(ended.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("interrupted");
    }
}
