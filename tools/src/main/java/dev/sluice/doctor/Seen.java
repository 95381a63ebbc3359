package dev.sluice.doctor;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a look at something brought. */
sealed interface Seen<T> {
    /** It is there. */
    record There<T>(T what) implements Seen<T> {}

    /** It should be there and is not, or is broken. */
    record Broken<T>(String reason) implements Seen<T> {}

    /** It cannot be looked at from here. */
    record Hidden<T>(String reason, String remedy) implements Seen<T> {}

    static <T> Seen<T> asRoot(String what) {
        return new Hidden<>(what + " can be seen by root only", "run it as root: sudo sluice doctor");
    }

    default Optional<T> value() {
        return this instanceof There<T> there ? Optional.of(there.what()) : Optional.empty();
    }

    /** What {@code next} makes of it, if it is there. */
    default <R> Seen<R> flatMap(Function<T, Seen<R>> next) {
        if (this instanceof There<T> there) {
            return next.apply(there.what());
        }
        if (this instanceof Broken<T> broken) {
            return new Broken<>(broken.reason());
        }
        Hidden<T> hidden = (Hidden<T>) this;
        return new Hidden<>(hidden.reason(), hidden.remedy());
    }

    default <R> Seen<R> map(Function<T, R> next) {
        return flatMap(value -> new There<>(next.apply(value)));
    }

    /** The findings on it: those of {@code there}, or one failure, or one that is skipped. */
    default List<Finding> judged(String subject, String remedy, Function<T, List<Finding>> there) {
        if (this instanceof There<T> seen) {
            return there.apply(seen.what());
        }
        if (this instanceof Broken<T> broken) {
            return List.of(Finding.fail(subject, broken.reason(), remedy));
        }
        Hidden<T> hidden = (Hidden<T>) this;
        return List.of(Finding.skipped(subject, hidden.reason(), hidden.remedy()));
    }
}
