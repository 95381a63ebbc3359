package dev.sluice.validate;

import dev.sluice.model.ByName;
import dev.sluice.model.Fleet;
import dev.sluice.model.Host;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells an emptied or suddenly shrunken table from an edited one, whoever did it: a DELETE without its WHERE, a restore
 * that is half done, another environment's rows. Only what is gone counts; what is new, edited or replaced does not.
 *
 * @param share the part of all hosts, or of all targets, that may be gone at once; 1 lets everything go
 * @param minimum how many may be gone at once, however few there are
 */
public record Guard(BigDecimal share, int minimum) {
    /** Holds every loss. */
    public static final Guard STRICT = new Guard(BigDecimal.ZERO, 0);

    /** To lose all of one or two hosts is a step of somebody's work; to lose all of more is the end of a table. */
    private static final int FEWEST_OF_ALL = 3;

    /** What is lost between the fleet that is {@code applied} and the one just {@code read}, if that is too much. */
    public Optional<Loss> check(Fleet applied, Fleet read) {
        if (share.compareTo(BigDecimal.ONE) >= 0 || applied.hosts() == read.hosts()) {
            return Optional.empty();
        }
        Difference difference = new Difference();
        ByName.diff(applied.hosts(), read.hosts(), difference::add);
        int ofHosts = applied.hosts().size();
        if (difference.lostTargets == 0 && !isTooMuch(difference.lostHosts.size(), ofHosts)) {
            return Optional.empty();
        }
        int ofTargets = targets(applied);
        return isTooMuch(difference.lostHosts.size(), ofHosts) || isTooMuch(difference.lostTargets, ofTargets)
                ? Optional.of(difference.loss(ofHosts, ofTargets))
                : Optional.empty();
    }

    private boolean isTooMuch(int lost, int of) {
        return lost == of && lost >= FEWEST_OF_ALL
                || lost > minimum && BigDecimal.valueOf(lost).compareTo(share.multiply(BigDecimal.valueOf(of))) > 0;
    }

    private static int targets(Fleet fleet) {
        return fleet.hosts().values().stream()
                .mapToInt(host -> host.targets().size())
                .sum();
    }

    /** What two fleets differ in, as far as it is a loss; filled in the order of the fleets, which is always the same. */
    private static final class Difference {
        private final List<String> lostHosts = new ArrayList<>();
        private final List<String> thinnedHosts = new ArrayList<>();
        private final LossId id = new LossId();
        private int lostTargets;

        void add(String name, @Nullable Host before, @Nullable Host after) {
            if (before != null && after == null) {
                lostHosts.add(name);
                id.add(name);
            } else if (before != null
                    && after != null
                    && after.targets().size() < before.targets().size()) {
                int fewer = before.targets().size() - after.targets().size();
                thinnedHosts.add(name);
                lostTargets += fewer;
                id.add(name + " " + fewer);
            }
        }

        Loss loss(int ofHosts, int ofTargets) {
            List<String> names = lostHosts.isEmpty() ? thinnedHosts : lostHosts;
            return new Loss(
                    id.text(),
                    lostHosts.size(),
                    ofHosts,
                    lostTargets,
                    ofTargets,
                    names.stream().sorted().limit(10).toList());
        }
    }
}
