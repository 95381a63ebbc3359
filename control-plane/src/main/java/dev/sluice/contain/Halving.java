package dev.sluice.contain;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Finds out which of some hosts are refused, whoever refuses them: a group that is taken is innocent, and a group that is
 * refused is halved. Most hosts are good, and one question is enough for any number of good ones.
 */
final class Halving {
    private final Deque<List<String>> untried = new ArrayDeque<>();
    private final SortedMap<String, String> guilty = new TreeMap<>();

    private Halving() {}

    /** Of hosts of which nothing is known: all of them together come first. */
    static Halving of(Collection<String> hosts) {
        Halving halving = new Halving();
        halving.untried.push(sorted(hosts));
        return halving;
    }

    /** Of hosts that were refused together with others: a single host is still tried before it is guilty. */
    static Halving ofRefused(Collection<String> hosts) {
        Halving halving = new Halving();
        halving.addHalves(sorted(hosts));
        return halving;
    }

    private static List<String> sorted(Collection<String> hosts) {
        return hosts.stream().sorted().toList();
    }

    /** The hosts that are to be tried next, together; nobody when every host is known to be guilty or innocent. */
    List<String> next() {
        return untried.isEmpty() ? List.of() : untried.pop();
    }

    /**
     * The hosts {@code tried} are refused together.
     *
     * @param words why; asked for the name of a host that is guilty by it
     */
    void refused(List<String> tried, UnaryOperator<String> words) {
        if (tried.size() == 1) {
            guilty.put(tried.get(0), words.apply(tried.get(0)));
        } else {
            addHalves(tried);
        }
    }

    private void addHalves(List<String> hosts) {
        int half = hosts.size() / 2;
        untried.push(hosts.subList(half, hosts.size()));
        if (half > 0) {
            untried.push(hosts.subList(0, half));
        }
    }

    /** When nobody is to be tried any more: the hosts that are refused, each with the words. */
    SortedMap<String, String> guilty() {
        return guilty;
    }
}
