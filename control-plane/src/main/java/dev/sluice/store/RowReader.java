package dev.sluice.store;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.sluice.model.AllRows;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows on a thread of its own, one read at a time, so that nobody else waits for the database. What a read came
 * to waits until the loop takes it; all methods but {@link #close} are the loop's.
 */
public final class RowReader implements AutoCloseable {
    private final Store store;
    private final Executor thread;
    private final Runnable ended;
    private @Nullable FutureTask<AllRows> read;
    private long begunAt = System.nanoTime();

    /** Calls {@code ended} when a read has ended, on the thread that reads. */
    public RowReader(Store store, Runnable ended) {
        // A daemon thread: a read that hangs does not keep the process from ending.
        this(
                store,
                Executors.newSingleThreadExecutor(new ThreadFactoryBuilder()
                        .setNameFormat("rows")
                        .setDaemon(true)
                        .build()),
                ended);
    }

    /** Reads on {@code thread}. */
    public RowReader(Store store, Executor thread, Runnable ended) {
        this.store = store;
        this.thread = thread;
        this.ended = ended;
    }

    /** Begins a read. It sees every row that was committed before this call. */
    public void begin() {
        if (read != null) {
            throw new IllegalStateException("there is a read already");
        }
        FutureTask<AllRows> begun = new FutureTask<>(store::read) {
            @Override
            protected void done() {
                ended.run();
            }
        };
        read = begun;
        begunAt = System.nanoTime();
        thread.execute(begun);
    }

    /** What the read came to, once; empty while it goes on, and when there is none. */
    public Optional<AllRows> take() throws StoreUnavailable {
        FutureTask<AllRows> begun = read;
        if (begun == null || !begun.isDone()) {
            return Optional.empty();
        }
        read = null;
        try {
            return Optional.of(begun.get());
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoreUnavailable unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException("reading met a bug", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Whether there is a read that was not taken yet. */
    public boolean isReading() {
        return read != null;
    }

    /** When the last read was begun, in {@link System#nanoTime}. */
    public long begunAt() {
        return begunAt;
    }

    /** How long ago that was. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - begunAt);
    }

    /** Ends a read that goes on, and closes the store. */
    @Override
    public void close() {
        if (thread instanceof ExecutorService own) {
            own.shutdownNow();
        }
        store.close();
    }
}
