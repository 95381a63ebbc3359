package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Fleet;
import dev.sluice.model.Host;
import dev.sluice.testing.Patience;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Patience.OF_A_TEST)
class PromptStoreTest {
    private static final Fleet ROWS = Fleet.of(List.of(new Host("a.example", 80, 80, List.of(), List.of())));

    /** What the reads come to, in this order; a read waits for the next. */
    private final BlockingQueue<Callable<Fleet>> outcomes = new LinkedBlockingQueue<>();

    private final Semaphore arrived = new Semaphore(0);
    private final PromptStore store = new PromptStore(new Slow(), Duration.ofMillis(20), arrived::release);

    private final class Slow implements Store {
        @Override
        public Fleet read() throws StoreUnavailable {
            try {
                return outcomes.take().call();
            } catch (StoreUnavailable | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void rowsThatAreThereAreReadAtOnce() throws StoreUnavailable {
        outcomes.add(() -> ROWS);
        assertThat(read()).isSameAs(ROWS);
    }

    @Test
    void rowsThatAreLateAreToldToBeLateAndComeLater() throws Exception {
        assertLate("no answer within 20 ms");
        assertLate("no answer within 20 ms");
        outcomes.add(() -> ROWS);
        assertThat(arrived.tryAcquire(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(read()).isSameAs(ROWS);
    }

    @Test
    void theReasonIsTheLastThatIsKnown() {
        outcomes.add(() -> {
            throw new StoreUnavailable("refused", new IllegalStateException());
        });
        RuntimeException bug = new IllegalStateException("bug");
        assertThatThrownBy(this::read).hasMessage("refused");
        assertLate("refused");
        outcomes.add(() -> {
            throw bug;
        });
        assertThatThrownBy(this::read).hasRootCause(bug);
    }

    @Test
    void afterTheFirstRowsReadsAreTheStoresOwn() throws Exception {
        outcomes.add(() -> ROWS);
        assertThat(read()).isSameAs(ROWS);
        Thread reader = Thread.currentThread();
        outcomes.add(() -> Thread.currentThread() == reader ? Fleet.EMPTY : ROWS);
        assertThat(store.read()).isSameAs(Fleet.EMPTY);
    }

    /** On a busy machine even rows that are there may be late. */
    private Fleet read() throws StoreUnavailable {
        while (true) {
            try {
                return store.read();
            } catch (StoreUnavailable e) {
                if (!(e.getCause() instanceof TimeoutException)) {
                    throw e;
                }
            }
        }
    }

    private void assertLate(String reason) {
        assertThatThrownBy(store::read).isInstanceOf(StoreUnavailable.class).hasMessage(reason);
    }
}
