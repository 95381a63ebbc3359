package dev.sluice.reconcile;

import dev.sluice.model.Fleet;
import dev.sluice.model.Problem;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.validate.Checked;
import dev.sluice.validate.Validator;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The loop: read, validate, translate, publish; again at each interval and at each wakeup. When the rows cannot be
 * read, what is served stays as it is.
 */
public final class Reconciler {
    private final Store store;
    private final Validator validator;
    private final Publisher publisher;
    private final Duration interval;
    private final ReconcileListener listener;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());

    private Checked checked = Checked.NOTHING;
    private List<Problem> problems = List.of();

    public Reconciler(
            Store store, Validator validator, Publisher publisher, Duration interval, ReconcileListener listener) {
        this.store = store;
        this.validator = validator;
        this.publisher = publisher;
        this.interval = interval;
        this.listener = listener;
    }

    /** Runs until the thread is interrupted. */
    public void run(Wakeup wakeup) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                wakeup.await(reconcile());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does it once; returns how long to wait before the next time. */
    Duration reconcile() {
        long start = System.nanoTime();
        Fleet read;
        try {
            read = store.read();
        } catch (StoreUnavailable e) {
            listener.storeUnavailable(e.getMessage());
            return backoff.next();
        }
        backoff.reset();
        listener.read();
        apply(read, start);
        return publisher.patience(interval);
    }

    private void apply(Fleet read, long start) {
        checked = validator.check(checked, read);
        publisher.publish(checked.usable()).ifPresent(changed -> listener.published(publication(changed, start)));
        tell(Stream.concat(checked.problems().stream(), publisher.bugs().stream())
                .toList());
    }

    private void tell(List<Problem> now) {
        if (!now.equals(problems)) {
            problems = now;
            listener.problems(now);
        }
    }

    private Publication publication(int changed, long start) {
        return new Publication(
                publisher.revision(),
                checked.usable().size(),
                checked.targets(),
                changed,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
