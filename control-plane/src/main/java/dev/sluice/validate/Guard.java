package dev.sluice.validate;

import dev.sluice.model.AllRows;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells an emptied or suddenly shrunken table from an edited one, whoever did it: a DELETE or an UPDATE without its
 * WHERE, a restore that is half done, another environment's rows. Only what traffic loses counts; what is new, edited
 * or replaced does not. Losses are counted over all hosts, and for each fleet that has Envoys.
 *
 * @param share the part of all hosts, or of all targets, that may be gone at once; 1 lets everything go
 * @param minimum how many hosts or targets may be gone at once, however few there are
 */
public record Guard(BigDecimal share, int minimum) {
    /** Holds every loss. */
    public static final Guard STRICT = new Guard(BigDecimal.ZERO, 0);

    /** Losing all of one or two hosts is somebody's work; losing all of three or more is the end of a table. */
    private static final int FEWEST_OF_ALL = 3;

    /** As the check below, where every fleet has Envoys. */
    public Optional<Loss> check(AllRows applied, AllRows read) {
        return check(applied, read, fleet -> true);
    }

    /**
     * What is lost from the rows that are {@code applied} to the rows just {@code read}, if that is too much.
     *
     * @param isServed whether the fleet of this name has Envoys; nobody misses a host that moves away from a fleet
     *     without
     */
    public Optional<Loss> check(AllRows applied, AllRows read, Predicate<String> isServed) {
        if (share.compareTo(BigDecimal.ONE) >= 0 || applied.hosts() == read.hosts()) {
            return Optional.empty();
        }
        Difference difference = Difference.between(applied, read, isServed);
        // Rows of another database are no edit of these rows, so the minimum does not count, only the share.
        Guard guard = difference.isToAnotherDatabase() ? new Guard(share, 0) : this;
        return guard.holds(difference, isServed) ? Optional.of(difference.loss()) : Optional.empty();
    }

    private boolean holds(Difference difference, Predicate<String> isServed) {
        // Counting what there was looks at every host; a single deleted host is not worth that.
        if (difference.lost().most() < Math.min(FEWEST_OF_ALL, minimum + 1)) {
            return false;
        }
        return isTooMuch(difference.lost(), difference.had())
                || difference.fleets().stream()
                        .filter(isServed)
                        .anyMatch(fleet -> isTooMuch(difference.lost(fleet), difference.had(fleet)));
    }

    private boolean isTooMuch(Counts lost, Counts of) {
        return isTooMuch(lost.hosts(), of.hosts()) || isTooMuch(lost.targets(), of.targets());
    }

    private boolean isTooMuch(int lost, int of) {
        return lost == of && lost >= FEWEST_OF_ALL
                || lost > minimum && BigDecimal.valueOf(lost).compareTo(share.multiply(BigDecimal.valueOf(of))) > 0;
    }
}
