package dev.sluice.validate;

import dev.sluice.model.AllRows;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells an emptied or suddenly shrunken table from an edited one, whoever did it: a DELETE or an UPDATE without its
 * WHERE, a restore that is half done, another environment's rows. Only what traffic loses counts; what is new, edited or
 * replaced does not. It is counted over all hosts, and for each fleet that has Envoys.
 *
 * @param share the part of all hosts, or of all targets, that may be gone at once; 1 lets everything go
 * @param minimum how many may be gone at once, however few there are
 */
public record Guard(BigDecimal share, int minimum) {
    /** Holds every loss. */
    public static final Guard STRICT = new Guard(BigDecimal.ZERO, 0);

    /** To lose all of one or two hosts is a step of somebody's work; to lose all of more is the end of a table. */
    private static final int FEWEST_OF_ALL = 3;

    /** As the one below, where every fleet has Envoys. */
    public Optional<Loss> check(AllRows applied, AllRows read) {
        return check(applied, read, fleet -> true);
    }

    /**
     * What is lost between the fleet that is {@code applied} and the one just {@code read}, if that is too much.
     *
     * @param isServed whether a fleet has Envoys, by its name: where it has none, nobody misses a host that moves away
     */
    public Optional<Loss> check(AllRows applied, AllRows read, Predicate<String> isServed) {
        if (share.compareTo(BigDecimal.ONE) >= 0 || applied.hosts() == read.hosts()) {
            return Optional.empty();
        }
        Difference difference = Difference.between(applied, read, isServed);
        // Rows of another database are no edit of these: however few are missing, it is their part that counts.
        Guard guard = difference.isToAnotherDatabase() ? new Guard(share, 0) : this;
        return guard.holds(difference, isServed) ? Optional.of(difference.loss()) : Optional.empty();
    }

    private boolean holds(Difference difference, Predicate<String> isServed) {
        // To count what there was is a look at every host, which a single deleted one is not worth.
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
