package dev.sluice.reconcile;

import dev.sluice.model.AllRows;
import dev.sluice.validate.Guard;
import dev.sluice.validate.Loss;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Where a read waits that would take away too much at once: all of it, until every row is back or somebody confirms
 * this very loss. Asked again at each read, on the loop's thread; {@link #confirm} comes from any other.
 */
public final class Gate {
    private final Guard guard;
    private final Predicate<String> isServed;
    private final List<ReconcileListener> listeners;
    private final AtomicReference<String> confirmed = new AtomicReference<>("");
    private Optional<Loss> held = Optional.empty();

    /** One that takes every fleet for served. */
    public Gate(Guard guard, List<ReconcileListener> listeners) {
        this(guard, fleet -> true, listeners);
    }

    /**
     * @param isServed whether a fleet may have Envoys, by its name
     */
    public Gate(Guard guard, Predicate<String> isServed, List<ReconcileListener> listeners) {
        this.guard = guard;
        this.isServed = isServed;
        this.listeners = List.copyOf(listeners);
    }

    /** Lets the loss with this id through at the next read, if it is then still the one that is held. */
    public void confirm(String id) {
        confirmed.set(id);
    }

    /** What may be applied now: the fleet just {@code read}, or the {@code applied} one again. */
    AllRows pass(AllRows applied, AllRows read) {
        // Rows come back one after the other; half a restored table is no better than an emptied one.
        Optional<Loss> loss = (held.isEmpty() ? guard : Guard.STRICT).check(applied, read, isServed);
        // Good for one read and not for a later one, whatever that one loses.
        String id = confirmed.getAndSet("");
        boolean isConfirmed = loss.map(Loss::id).filter(id::equals).isPresent();
        tell(isConfirmed ? Optional.empty() : loss, isConfirmed);
        return held.isPresent() ? applied : read;
    }

    private void tell(Optional<Loss> now, boolean isConfirmed) {
        if (now.equals(held)) {
            return;
        }
        held = now;
        listeners.forEach(each -> now.ifPresentOrElse(each::held, () -> each.released(isConfirmed)));
    }
}
