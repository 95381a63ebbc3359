package dev.sluice.reconcile;

import dev.sluice.keep.Kept;
import dev.sluice.keep.LastKnownGood;
import dev.sluice.model.ByName;
import dev.sluice.model.Fleet;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.validate.Checked;
import dev.sluice.validate.Validator;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The loop: read, guard, validate, translate, publish; again at each interval and at each wakeup. When the rows
 * cannot be read, or lose too much at once, what is served stays as it is; at a start, what was served last.
 */
public final class Reconciler {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final Store store;
    private final Gate gate;
    private final Validator validator;
    private final Publisher publisher;
    private final LastKnownGood lastKnownGood;
    private final Duration interval;
    private final ReconcileListener listener;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());

    private Checked checked = Checked.NOTHING;
    private List<Problem> problems = List.of();
    private List<Pin> pins = List.of();
    private List<EnvoyReport> envoys = List.of();
    private boolean rowsRead;
    private boolean diskRead;

    public Reconciler(
            Store store,
            Gate gate,
            Validator validator,
            Publisher publisher,
            LastKnownGood lastKnownGood,
            Duration interval,
            ReconcileListener listener) {
        this.store = store;
        this.gate = gate;
        this.validator = validator;
        this.publisher = publisher;
        this.lastKnownGood = lastKnownGood;
        this.interval = interval;
        this.listener = listener;
    }

    /**
     * Runs until the thread is interrupted.
     *
     * @param alive called before the first turn, after each, and every few seconds of a long wait: who does not hear it
     *     for longer than a read may take knows that the loop hangs
     */
    public void run(Wakeup wakeup, Runnable alive) {
        try {
            alive.run();
            long readAt = System.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                // An answer of Envoy's is no reason to ask the database.
                if (wakeup.takeRows() || System.nanoTime() - readAt >= 0) {
                    readAt = reconcile().toNanos() + System.nanoTime();
                } else {
                    goOn(System.nanoTime());
                }
                Duration untilRead = Duration.ofNanos(Math.max(0, readAt - System.nanoTime()));
                sleep(wakeup, patience(untilRead), alive);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (rowsRead) {
            publisher.takeLastKept().ifPresent(this::keep);
        }
    }

    private void keep(ByName<Host> hosts) {
        lastKnownGood.keep(checked.fleet().with(hosts));
    }

    private static void sleep(Wakeup wakeup, Duration longest, Runnable alive) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        long left = longest.toNanos();
        boolean woken;
        do {
            alive.run();
            woken = wakeup.await(Duration.ofNanos(Math.min(left, SIGN_OF_LIFE.toNanos())));
            left = end - System.nanoTime();
        } while (!woken && left > 0);
    }

    /** Does it once; returns how long to wait before the rows are read again, if nothing happens. */
    Duration reconcile() {
        long start = System.nanoTime();
        goOn(start);
        Fleet read;
        try {
            read = store.read();
        } catch (StoreUnavailable e) {
            listener.storeUnavailable(e.getMessage());
            withoutRows(start);
            return backoff.next();
        }
        backoff.reset();
        listener.read();
        if (!rowsRead) {
            rowsRead = true;
            beginWith(read);
        }
        tellPins(read.pins());
        apply(gate.pass(checked.fleet(), read), start);
        return interval;
    }

    /** How long to wait before going on with what is half way there. */
    Duration patience(Duration otherwise) {
        return publisher.patience(otherwise);
    }

    /** Goes on with what is known: an Envoy may be the first of its fleet, or a change half way there. */
    private void goOn(long start) {
        if (checked != Checked.NOTHING) {
            publish(start);
        }
    }

    private void withoutRows(long start) {
        goOn(start);
        if (checked == Checked.NOTHING && !diskRead) {
            diskRead = true;
            lastKnownGood.read().ifPresent(kept -> serve(kept, start));
        }
    }

    /**
     * The first rows are compared with what was served last, as all later ones are, if they are of the same database.
     * Those of another one are applied as they are.
     */
    private void beginWith(Fleet read) {
        Fleet last = diskRead
                ? checked.fleet()
                : lastKnownGood.read().map(Kept::fleet).orElse(Fleet.EMPTY);
        checked = last.isOfOneDatabaseWith(read) ? validator.check(checked, last) : Checked.NOTHING;
        publisher.begin(checked.usable());
    }

    private void serve(Kept kept, long start) {
        apply(kept.fleet(), start);
        listener.servedFromDisk(checked.usable().size(), kept.written());
    }

    private void apply(Fleet fleet, long start) {
        checked = validator.check(checked, fleet);
        publish(start);
    }

    private void tellPins(List<Pin> now) {
        if (!now.equals(pins)) {
            pins = now;
            listener.pinned(now);
        }
    }

    private void publish(long start) {
        publisher.publish(checked.usable(), start).forEach(listener::published);
        publisher.takeForgotten().forEach(listener::forgotten);
        // Also what no Envoy has asked for: after a start without a database one of its fleet may come.
        if (rowsRead) {
            publisher.takeKept().ifPresent(this::keep);
        }
        tellEnvoys(publisher.envoys());
        List<Problem> ofPins =
                pins.stream().flatMap(pin -> pin.problem().stream()).toList();
        tell(Stream.of(checked.problems(), publisher.problems(), ofPins)
                .flatMap(Collection::stream)
                .toList());
    }

    private void tellEnvoys(List<EnvoyReport> now) {
        if (!now.equals(envoys)) {
            envoys = now;
            listener.envoys(now);
        }
    }

    private void tell(List<Problem> now) {
        if (!now.equals(problems)) {
            problems = now;
            listener.problems(now);
        }
    }
}
