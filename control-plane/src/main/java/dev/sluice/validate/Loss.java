package dev.sluice.validate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * More than may be gone at once without being asked.
 *
 * @param id the same for the same loss, and different for every other loss
 * @param hosts how many hosts are no longer served where they were
 * @param ofHosts how many hosts there were
 * @param targets how many targets the other hosts have less than before
 * @param ofTargets how many targets all hosts had
 * @param examples the first names of hosts that are gone or have fewer targets
 * @param where in which fleets, and what became of the hosts
 */
public record Loss(String id, int hosts, int ofHosts, int targets, int ofTargets, List<String> examples, Where where) {
    /** The way of a host whose row is gone. */
    static final String DELETED = "deleted";

    private static final int MOST_WAYS = 3;

    /**
     * In which fleets the loss is, and what became of the hosts.
     *
     * @param fleet the only fleet of several that lost something; the numbers are then this fleet's
     * @param ways how many hosts went which way, such as "deleted" or "moved to fleet edge"
     * @param worst where several fleets lost something, the loss of the fleet that lost its largest part
     * @param toAnotherDatabase whether the rows that were read are of another database than those before
     */
    public record Where(
            Optional<String> fleet, Map<String, Integer> ways, Optional<String> worst, boolean toAnotherDatabase) {
        static final Where ANYWHERE = new Where(Optional.empty(), Map.of(), Optional.empty(), false);

        public Where {
            ways = Map.copyOf(ways);
        }
    }

    public Loss {
        examples = List.copyOf(examples);
    }

    /** A loss of which no more is known. */
    public Loss(String id, int hosts, int ofHosts, int targets, int ofTargets, List<String> examples) {
        this(id, hosts, ofHosts, targets, ofTargets, examples, Where.ANYWHERE);
    }

    @Override
    public String toString() {
        String lostHosts = hosts + " of " + ofHosts + " hosts";
        String lostTargets = targets + " of " + ofTargets + " targets";
        String lost = targets == 0 ? lostHosts : hosts == 0 ? lostTargets : lostHosts + " and " + lostTargets;
        return lost
                + where.fleet().map(" of fleet "::concat).orElse("")
                + (where.ways().keySet().stream().allMatch(DELETED::equals)
                        ? " are gone at once"
                        : " are gone at once from where they were served (" + told(where.ways()) + ")")
                + where.worst().map(", among them "::concat).orElse("")
                + (where.toAnotherDatabase() ? "; the rows are of another database than those served" : "");
    }

    /** The most frequent way first, and deletion last. */
    private static String told(Map<String, Integer> ways) {
        Map<String, Integer> moves = new TreeMap<>(ways);
        Integer deleted = moves.remove(DELETED);
        String told = moves.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_WAYS)
                .map(way -> way.getValue() + " " + way.getKey())
                .collect(Collectors.joining(", "));
        String others = moves.size() > MOST_WAYS ? ", others elsewhere" : "";
        return told + others + (deleted == null ? "" : ", " + deleted + " " + DELETED);
    }
}
