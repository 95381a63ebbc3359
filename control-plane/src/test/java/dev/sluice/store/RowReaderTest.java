package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.AllRows;
import dev.sluice.testing.Patience;
import dev.sluice.testing.SampleHosts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Patience.OF_A_TEST)
class RowReaderTest {
    private static final AllRows ROWS =
            AllRows.of(List.of(SampleHosts.host("a.example", 80, 80, List.of(), List.of())));

    /** What the reads come to, in this order; a read waits for the next. */
    private final BlockingQueue<Callable<AllRows>> outcomes = new LinkedBlockingQueue<>();

    private final Semaphore ended = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @AutoClose
    private final RowReader reader = new RowReader(new Slow(), ended::release);

    private final class Slow implements Store {
        @Override
        public AllRows read() throws StoreUnavailable {
            try {
                return outcomes.take().call();
            } catch (StoreUnavailable | RuntimeException e) {
                throw e;
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new IllegalStateException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private Optional<AllRows> read(Callable<AllRows> outcome) throws Exception {
        reader.begin();
        outcomes.add(outcome);
        assertThat(ended.tryAcquire(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.isReading()).isTrue();
        return reader.take();
    }

    @Test
    void whatWasReadIsTakenOnceWhenTheReadHasEndedAndNotBefore() throws Exception {
        assertThat(reader.isReading()).isFalse();
        assertThat(reader.take()).isEmpty();
        reader.begin();
        assertThat(reader.isReading()).isTrue();
        assertThat(reader.take()).isEmpty();
        outcomes.add(() -> ROWS);
        assertThat(ended.tryAcquire(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.take()).containsSame(ROWS);
        assertThat(reader.isReading()).isFalse();
        assertThat(reader.take()).isEmpty();
    }

    @Test
    void readsAreOneAfterTheOther() throws Exception {
        reader.begin();
        assertThatThrownBy(reader::begin).isInstanceOf(IllegalStateException.class);
        outcomes.add(() -> ROWS);
        assertThat(ended.tryAcquire(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(reader::begin).isInstanceOf(IllegalStateException.class);
        assertThat(reader.take()).containsSame(ROWS);
        assertThat(read(() -> AllRows.EMPTY)).containsSame(AllRows.EMPTY);
    }

    @Test
    void whyTheRowsCannotBeReadIsHeardByWhoTakesAndSoIsABug() throws Exception {
        StoreUnavailable refused = new StoreUnavailable("refused", new IllegalStateException());
        assertThatThrownBy(() -> read(() -> {
                    throw refused;
                }))
                .isSameAs(refused);
        RuntimeException bug = new IllegalStateException("bug");
        assertThatThrownBy(() -> read(() -> {
                    throw bug;
                }))
                .hasRootCause(bug);
        assertThat(read(() -> ROWS)).containsSame(ROWS);
    }

    @Test
    void closingEndsAReadThatGoesOn() throws Exception {
        reader.begin();
        reader.close();
        assertThat(closed.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
