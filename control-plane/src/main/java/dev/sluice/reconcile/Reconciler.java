package dev.sluice.reconcile;

import com.google.common.collect.Comparators;
import dev.sluice.keep.Kept;
import dev.sluice.keep.LastKnownGood;
import dev.sluice.model.AllRows;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.store.RowReader;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.validate.Checked;
import dev.sluice.validate.Validator;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The loop: read, guard, validate, translate, publish; again at each interval and at each wakeup. When the rows
 * cannot be read, or lose too much at once, what is served stays as it is; at a start, what was served last. Only the
 * reading is another thread's, so that a database that does not answer holds nothing else up.
 */
public final class Reconciler {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    /** How often to look while a read goes on; and how long a start waits for the rows before it serves what was served last. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** All rows are read in less: a database that takes longer counts as away. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RowReader reader;
    private final Gate gate;
    private final Supplier<Validator> validator;
    private final Publisher publisher;
    private final ServedFleets servedFleets;
    private final LastKnownGood lastKnownGood;
    private final Duration interval;
    private final List<ReconcileListener> listeners;
    private final Told<List<Problem>> problems;
    private final Told<List<Pin>> pinned;
    private final Told<List<EnvoyReport>> envoys;
    private final Told<SortedMap<String, Integer>> unserved;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());

    private Checked checked = Checked.NOTHING;
    private List<Pin> pins = List.of();
    /** From the end of one read, which was at {@link #takenAt}, to the next, if nothing happens. */
    private Duration pause = Duration.ZERO;

    private long takenAt = System.nanoTime();
    /** Why the rows cannot be read; empty while they can. */
    private String away = "";

    private boolean rowsRead;
    private boolean diskRead;

    public Reconciler(
            RowReader reader,
            Gate gate,
            Supplier<Validator> validator,
            Publisher publisher,
            ServedFleets servedFleets,
            LastKnownGood lastKnownGood,
            Duration interval,
            List<ReconcileListener> listeners) {
        this.reader = reader;
        this.gate = gate;
        this.validator = validator;
        this.publisher = publisher;
        this.servedFleets = servedFleets;
        this.lastKnownGood = lastKnownGood;
        this.interval = interval;
        this.listeners = List.copyOf(listeners);
        this.problems = new Told<>(List.of(), now -> tell(each -> each.problems(now)));
        this.pinned = new Told<>(List.of(), now -> tell(each -> each.pinned(now)));
        this.envoys = new Told<>(List.of(), now -> tell(each -> each.envoys(now)));
        this.unserved = new Told<>(Collections.emptySortedMap(), now -> tell(each -> each.unserved(now)));
    }

    /**
     * Runs until the thread is interrupted.
     *
     * @param alive called at each turn, every few seconds at least, unless a read lasts longer than any may: then a new
     *     process helps, as it does where the loop hangs
     */
    public void run(Wakeup wakeup, Runnable alive) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                turn();
                // Taken only now: who signals during a read does so for the sake of the next one.
                if (!reader.isReading() && (wakeup.takeRows() || untilRead().isZero())) {
                    reader.begin();
                }
                if (!reader.isReading() || reader.age().compareTo(Store.LONGEST_READ) < 0) {
                    alive.run();
                }
                wakeup.await(Comparators.min(SIGN_OF_LIFE, patience(untilRead())));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (rowsRead) {
            publisher.takeLastKept().ifPresent(this::keep);
        }
    }

    /** How long the rows need not be asked for, or looked for where they are being read. */
    private Duration untilRead() {
        if (reader.isReading()) {
            return LOOK;
        }
        Duration left = pause.minusNanos(System.nanoTime() - takenAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void keep(ByName<Host> hosts) {
        lastKnownGood.keep(checked.rows().with(hosts));
    }

    /** Takes what was read, and goes on with that or with what there is; returns how long the next read can wait. */
    Duration turn() {
        long start = System.nanoTime();
        try {
            Optional<AllRows> read = reader.take();
            if (read.isPresent()) {
                withRows(read.get());
            } else {
                withoutRows(start);
            }
        } catch (StoreUnavailable e) {
            away = e.getMessage();
            pause(backoff.next());
            tellAway();
            withoutRows(start);
        }
        return pause;
    }

    private void tell(Consumer<ReconcileListener> event) {
        listeners.forEach(event);
    }

    private void tellAway() {
        Duration trying = reader.age();
        tell(each -> each.storeUnavailable(away, trying));
    }

    private void pause(Duration now) {
        pause = now;
        takenAt = System.nanoTime();
    }

    private void withRows(AllRows read) {
        away = "";
        backoff.reset();
        pause(interval);
        tell(ReconcileListener::read);
        if (!rowsRead) {
            rowsRead = true;
            begin();
        }
        pins = read.pins();
        pinned.tell(pins);
        apply(gate.pass(checked.rows(), read), reader.begunAt());
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
        if (reader.isReading() && reader.age().compareTo(PATIENCE) >= 0) {
            away = away.isEmpty() ? "no answer within " + PATIENCE.toSeconds() + " s" : away;
            tellAway();
        }
        boolean late = reader.isReading() && reader.age().compareTo(LOOK) >= 0;
        if (checked == Checked.NOTHING && !diskRead && (late || !away.isEmpty())) {
            diskRead = true;
            lastKnownGood.read().ifPresent(kept -> serve(kept, start));
        }
    }

    /** The first rows are compared with what was served last, as all later ones are, whatever database they are of. */
    private void begin() {
        AllRows last =
                diskRead ? checked.rows() : lastKnownGood.read().map(Kept::rows).orElse(AllRows.EMPTY);
        checked = validator.get().check(checked, last);
        publisher.begin(checked.usable());
    }

    private void serve(Kept kept, long start) {
        apply(kept.rows(), start);
        tell(each -> each.servedFromDisk(checked.usable().size(), kept.written()));
    }

    private void apply(AllRows rows, long start) {
        checked = validator.get().check(checked, rows);
        publish(start);
    }

    private void publish(long start) {
        publisher.publish(checked.usable(), start).forEach(news -> tell(each -> each.published(news)));
        publisher.takeForgotten().forEach(fleet -> tell(each -> each.forgotten(fleet)));
        // Also what no Envoy has asked for: after a start without a database one of its fleet may come.
        if (rowsRead) {
            publisher.takeKept().ifPresent(this::keep);
        }
        envoys.tell(publisher.envoys());
        List<Problem> ofPins =
                pins.stream().flatMap(pin -> pin.problem().stream()).toList();
        servedFleets.look(publisher.fleets());
        unserved.tell(servedFleets.unservedFleets());
        problems.tell(Stream.of(checked.problems(), publisher.problems(), ofPins, servedFleets.problems())
                .flatMap(Collection::stream)
                // A pin that cannot be read is the problem of each of its hosts.
                .distinct()
                .toList());
    }
}
