package dev.sluice.validate;

import dev.sluice.model.AllRows;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What traffic loses from one read to the next: hosts that are no longer served where they were, on their fleet's
 * Envoys and their port, and targets that the other hosts have less. Filled in the order of the hosts, which is always
 * the same.
 */
final class Difference {
    private static final int MOST_EXAMPLES = 10;

    private final AllRows applied;
    private final boolean toAnotherDatabase;
    private final Predicate<String> isServed;
    private final List<String> goneHosts = new ArrayList<>();
    private final List<String> thinnedHosts = new ArrayList<>();
    private final Map<String, Counts> lostByFleet = new TreeMap<>();
    /** How many hosts went each way, such as "moved to port 81". */
    private final Map<String, Integer> ways = new TreeMap<>();

    private final LossId id = new LossId();
    private @Nullable Map<String, Counts> hadByFleet;

    private Difference(AllRows applied, AllRows read, Predicate<String> isServed) {
        this.applied = applied;
        this.toAnotherDatabase = !applied.database().equals(read.database());
        this.isServed = isServed;
    }

    static Difference between(AllRows applied, AllRows read, Predicate<String> isServed) {
        Difference difference = new Difference(applied, read, isServed);
        ByName.diff(applied.hosts(), read.hosts(), difference::add);
        return difference;
    }

    private void add(String name, @Nullable Host before, @Nullable Host after) {
        if (before == null) {
            return;
        }
        if (after == null) {
            gone(before, Loss.DELETED);
        } else if (!isSamePlace(before, after)) {
            if (isServed.test(before.fleet())) {
                gone(before, way(before, after));
            }
        } else if (after.targets().size() < before.targets().size()) {
            int fewer = before.targets().size() - after.targets().size();
            thinnedHosts.add(name);
            lostByFleet.merge(before.fleet(), new Counts(0, fewer), Counts::plus);
            id.add(name + " " + fewer);
        }
    }

    private static boolean isSamePlace(Host before, Host after) {
        return before.fleet().equals(after.fleet()) && before.incomingPort() == after.incomingPort();
    }

    private static String way(Host before, Host after) {
        return before.fleet().equals(after.fleet())
                ? "moved to port " + after.incomingPort()
                : "moved to fleet " + after.fleet();
    }

    private void gone(Host host, String way) {
        goneHosts.add(host.host());
        ways.merge(way, 1, Integer::sum);
        lostByFleet.merge(host.fleet(), new Counts(1, 0), Counts::plus);
        id.add(host.host() + " " + way);
    }

    boolean isToAnotherDatabase() {
        return toAnotherDatabase;
    }

    /** The fleets that lost something. */
    Set<String> fleets() {
        return lostByFleet.keySet();
    }

    Counts lost() {
        return lostByFleet.values().stream().reduce(Counts.NONE, Counts::plus);
    }

    Counts lost(String fleet) {
        return lostByFleet.getOrDefault(fleet, Counts.NONE);
    }

    Counts had() {
        return hadByFleet().values().stream().reduce(Counts.NONE, Counts::plus);
    }

    Counts had(String fleet) {
        return hadByFleet().getOrDefault(fleet, Counts.NONE);
    }

    private Map<String, Counts> hadByFleet() {
        if (hadByFleet == null) {
            Map<String, Counts> had = new HashMap<>();
            applied.hosts()
                    .forEach((name, host) ->
                            had.merge(host.fleet(), new Counts(1, host.targets().size()), Counts::plus));
            hadByFleet = had;
        }
        return hadByFleet;
    }

    Loss loss() {
        boolean isOfOneFleet = fleets().size() == 1 && hadByFleet().size() > 1;
        Optional<String> fleet = isOfOneFleet ? fleets().stream().findFirst() : Optional.empty();
        Counts lost = lost();
        Counts had = fleet.map(this::had).orElseGet(this::had);
        List<String> names = goneHosts.isEmpty() ? thinnedHosts : goneHosts;
        return new Loss(
                id.text(),
                lost.hosts(),
                had.hosts(),
                lost.targets(),
                had.targets(),
                names.stream().sorted().limit(MOST_EXAMPLES).toList(),
                new Loss.Where(fleet, ways, worstOfSeveral(), toAnotherDatabase));
    }

    /**
     * The fleet that lost the largest part of its hosts, which may be too much where the loss is small among all hosts.
     */
    private Optional<String> worstOfSeveral() {
        return fleets().size() < 2
                ? Optional.empty()
                : fleets().stream()
                        .filter(fleet -> lost(fleet).hosts() > 0)
                        .max(Comparator.comparingDouble(fleet ->
                                (double) lost(fleet).hosts() / had(fleet).hosts()))
                        .map(fleet -> lost(fleet).hosts() + " of " + had(fleet).hosts() + " of fleet " + fleet);
    }
}
