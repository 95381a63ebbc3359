package dev.sluice.reconcile;

import dev.sluice.keep.Kept;
import dev.sluice.keep.LastKnownGood;
import dev.sluice.model.Fleet;
import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.validate.Checked;
import dev.sluice.validate.Validator;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
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
    private final ServedFleets servedFleets;
    private final Containment containment;
    private final LastKnownGood lastKnownGood;
    private final Duration interval;
    private final ReconcileListener listener;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());

    private Checked checked = Checked.NOTHING;
    private List<Problem> problems = List.of();
    private List<Pin> pins = List.of();
    private SortedMap<String, Integer> unserved = Collections.emptySortedMap();
    private boolean rowsRead;
    private boolean diskRead;

    public Reconciler(
            Store store,
            Gate gate,
            Validator validator,
            Publisher publisher,
            ServedFleets servedFleets,
            Containment containment,
            LastKnownGood lastKnownGood,
            Duration interval,
            ReconcileListener listener) {
        this.store = store;
        this.gate = gate;
        this.validator = validator;
        this.publisher = publisher;
        this.servedFleets = servedFleets;
        this.containment = containment;
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
        if (rowsRead && containment.ended(publisher.isSettled())) {
            keep();
        }
    }

    private void keep() {
        lastKnownGood.keep(checked.fleet().with(containment.taken()));
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
            begin();
        }
        tellPins(read.pins());
        apply(gate.pass(checked.fleet(), read), start);
        return interval;
    }

    /** How long to wait before going on with what is half way there. */
    Duration patience(Duration otherwise) {
        return publisher.patience(containment.patience(otherwise));
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

    /** The first rows are compared with what was served last, as all later ones are, whatever database they are of. */
    private void begin() {
        Fleet last = diskRead
                ? checked.fleet()
                : lastKnownGood.read().map(Kept::fleet).orElse(Fleet.EMPTY);
        checked = validator.check(checked, last);
        containment.begin(checked.usable());
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
        publisher.publish(containment.serve(checked.usable()), start).forEach(listener::published);
        if (containment.isTimeForPorts()) {
            publisher.retryListeners();
        }
        // Also what no Envoy has asked for: after a start without a database one of its fleet may come.
        if (containment.published(publisher.isSettled()) && rowsRead) {
            keep();
        }
        List<Problem> ofPins =
                pins.stream().flatMap(pin -> pin.problem().stream()).toList();
        servedFleets.look(publisher.fleets());
        tellUnserved(servedFleets.unservedFleets());
        tell(Stream.of(checked.problems(), containment.problems(), publisher.bugs(), ofPins, servedFleets.problems())
                .flatMap(Collection::stream)
                .toList());
    }

    private void tellUnserved(SortedMap<String, Integer> now) {
        if (!now.equals(unserved)) {
            unserved = now;
            listener.unserved(now);
        }
    }

    private void tell(List<Problem> now) {
        if (!now.equals(problems)) {
            problems = now;
            listener.problems(now);
        }
    }
}
