package dev.sluice.serve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where the first Envoys of a group wait until there is something for them. Let in before, they would be told nothing for
 * as long, and what a returning one says that it has would not be heard.
 */
final class Arrivals {
    private final Consumer<Group> asks;
    private final Set<Group> served = new HashSet<>();
    private final Map<Group, List<Runnable>> waiting = new HashMap<>();

    /** Tells {@code asks} the group of each Envoy that comes. */
    Arrivals(Consumer<Group> asks) {
        this.asks = asks;
    }

    /** Runs {@code admitted} now, or as soon as the group is served. */
    void admit(Group group, Runnable admitted) {
        boolean isServed = isServed(group, admitted);
        asks.accept(group);
        if (isServed) {
            admitted.run();
        }
    }

    private synchronized boolean isServed(Group group, Runnable admitted) {
        if (served.contains(group)) {
            return true;
        }
        waiting.computeIfAbsent(group, each -> new ArrayList<>()).add(admitted);
        return false;
    }

    /** From now on there is something for {@code group}. */
    void open(Group group) {
        letIn(group).forEach(Runnable::run);
    }

    private synchronized List<Runnable> letIn(Group group) {
        served.add(group);
        List<Runnable> admitted = waiting.remove(group);
        return admitted == null ? List.of() : admitted;
    }

    /** All groups that are served or wait to be. */
    synchronized Set<Group> groups() {
        Set<Group> all = new HashSet<>(served);
        all.addAll(waiting.keySet());
        return all;
    }
}
