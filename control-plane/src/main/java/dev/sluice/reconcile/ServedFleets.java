package dev.sluice.reconcile;

import com.google.common.collect.Sets;
import dev.sluice.model.Problem;
import dev.sluice.serve.EnvoySaid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Which fleets have Envoys here. Of a fleet none of whose Envoys came, this daemon cannot know whether other machines
 * serve it or nobody does: that is worth a word. It is a problem of its hosts where its name is a slip of the finger away
 * from that of a fleet which is served here.
 */
public final class ServedFleets {
    /** An Envoy whose daemon was away tries again after 30 s at the latest. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Whoever may connect may invent names. */
    private static final int MOST = 10_000;

    private final long patience;
    private final LongSupplier nanoTime;
    private final long start;
    private final Set<String> earlier;
    private final Set<String> came = ConcurrentHashMap.newKeySet();

    // The loop's own.
    private Fleets fleets = Fleets.NONE;
    private Set<String> known = Set.of();
    private int cameBefore;
    private boolean patient = true;
    private SortedMap<String, Integer> unserved = Collections.emptySortedMap();
    private List<Problem> problems = List.of();

    /**
     * @param earlier those of which Envoys came to an earlier daemon: they may be reading files now, and come to none
     */
    public ServedFleets(Set<String> earlier) {
        this(earlier, PATIENCE, System::nanoTime);
    }

    ServedFleets(Set<String> earlier, Duration patience, LongSupplier nanoTime) {
        this.earlier = Set.copyOf(earlier);
        this.patience = patience.toNanos();
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** What an Envoy said; may be called by any thread. */
    public void said(EnvoySaid said) {
        if (said instanceof EnvoySaid.Asks asks && came.size() < MOST) {
            came.add(asks.envoy().fleet());
        }
    }

    /**
     * Whether {@code fleet} may have Envoys here. It may, until others had the time to come and did: a daemon that has
     * just started, or to which no Envoy comes at all, knows nothing.
     */
    public boolean mayBeServed(String fleet) {
        return came.contains(fleet) || earlier.contains(fleet) || isTooSoon();
    }

    private boolean isTooSoon() {
        return came.isEmpty() || nanoTime.getAsLong() - start < patience;
    }

    /** Looks at what there is to serve now. */
    void look(Fleets now) {
        boolean isPatient = isTooSoon();
        if (now == fleets && came.size() == cameBefore && isPatient == patient) {
            return;
        }
        fleets = now;
        cameBefore = came.size();
        known = Sets.union(earlier, came).immutableCopy();
        patient = isPatient;
        unserved = isPatient ? Collections.emptySortedMap() : unserved();
        problems = problemsOfHosts();
    }

    private SortedMap<String, Integer> unserved() {
        SortedMap<String, Integer> found = new TreeMap<>();
        fleets.byName().forEach((fleet, part) -> {
            if (!known.contains(fleet)) {
                found.put(fleet, part.hosts().size());
            }
        });
        return found;
    }

    private List<Problem> problemsOfHosts() {
        List<Problem> found = new ArrayList<>();
        unserved.keySet().forEach(fleet -> {
            Optional<String> meant = Misspelling.of(fleet, known);
            meant.ifPresent(name -> fleets.of(fleet).hosts().keySet().stream()
                    .sorted()
                    .map(host -> new Problem(
                            host,
                            "hosts.fleet",
                            "is " + fleet
                                    + ", and no Envoy of this fleet has come to this daemon; is it a misspelling of "
                                    + name + "?"))
                    .forEach(found::add));
        });
        return List.copyOf(found);
    }

    /** How many hosts the fleets have of which no Envoy came. */
    SortedMap<String, Integer> unservedFleets() {
        return unserved;
    }

    /** The hosts of those whose name is nearly that of another. */
    List<Problem> problems() {
        return problems;
    }
}
