package dev.sluice.store;

import dev.sluice.model.Fleet;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Says soon that the rows are late, for somebody who has something else to begin with. Until the first read succeeds,
 * reads go on beside their readers, as long as they need; from then on they are the store's own again.
 */
public final class PromptStore implements Store {
    private final Store store;
    private final Duration patience;
    private final Runnable arrived;
    private @Nullable CompletableFuture<Fleet> pending;
    private String reason;
    private boolean done;

    /** Calls {@code arrived} when the rows come after all. */
    public PromptStore(Store store, Duration patience, Runnable arrived) {
        this.store = store;
        this.patience = patience;
        this.arrived = arrived;
        this.reason = "no answer within " + patience.toMillis() + " ms";
    }

    @Override
    public Fleet read() throws StoreUnavailable {
        if (done) {
            return store.read();
        }
        CompletableFuture<Fleet> reading = pending == null ? begin() : pending;
        pending = reading;
        try {
            Fleet fleet = reading.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            done = true;
            pending = null;
            return fleet;
        } catch (TimeoutException late) {
            throw new StoreUnavailable(reason, late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("the daemon stops", stopped);
        } catch (ExecutionException failed) {
            pending = null;
            throw unavailable(failed.getCause());
        }
    }

    private CompletableFuture<Fleet> begin() {
        CompletableFuture<Fleet> reading = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(reading), "first-read");
        thread.setDaemon(true);
        thread.start();
        return reading;
    }

    private void complete(CompletableFuture<Fleet> reading) {
        try {
            reading.complete(store.read());
            arrived.run();
        } catch (StoreUnavailable | RuntimeException e) {
            // The reader's to hear.
            reading.completeExceptionally(e);
        }
    }

    private StoreUnavailable unavailable(@Nullable Throwable cause) {
        if (cause instanceof StoreUnavailable known) {
            reason = String.valueOf(known.getMessage());
            return known;
        }
        throw new IllegalStateException("reading met a bug", cause);
    }

    @Override
    public void close() {
        store.close();
    }
}
