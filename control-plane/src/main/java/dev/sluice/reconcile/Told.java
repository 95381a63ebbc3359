package dev.sluice.reconcile;

import java.util.function.Consumer;

/** Something that somebody is told of, whenever it differs from what was told last. */
final class Told<T> {
    private final Consumer<T> listener;
    private T last;

    Told(T first, Consumer<T> listener) {
        this.last = first;
        this.listener = listener;
    }

    void tell(T now) {
        if (!now.equals(last)) {
            last = now;
            listener.accept(now);
        }
    }
}
