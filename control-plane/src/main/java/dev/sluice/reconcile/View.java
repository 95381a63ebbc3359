package dev.sluice.reconcile;

import dev.sluice.contain.Evidence;
import dev.sluice.contain.Overlay;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.snapshot.FleetSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a fleet is served, less what some Envoy of it refuses and none took; and what was told of that last. */
final class View {
    private final String fleet;
    private final Forms forms;
    private Fleets.Part part = Fleets.Part.EMPTY;
    private ByName<Host> hosts = ByName.empty();
    private @Nullable FleetSnapshot told;
    /** When the change began that is half way there. */
    private @Nullable Long begun;

    /**
     * @param forms those of our own bootstrap: the revision is theirs
     */
    View(String fleet, Forms forms) {
        this.fleet = fleet;
        this.forms = forms;
    }

    /** The rows of the fleet are these, in a look that began at {@code start}. */
    void see(Fleets.Part now, Evidence evidence, long start) {
        part = now;
        Map<String, @Nullable Host> instead = new HashMap<>();
        evidence.refused().keySet().stream()
                .filter(now.hosts()::containsKey)
                .forEach(name -> instead.put(name, evidence.proved(name)));
        ByName<Host> before = hosts;
        hosts = Overlay.of(now.hosts(), instead, before);
        if (hosts != before && begun == null) {
            begun = start;
        }
    }

    ByName<Host> hosts() {
        return hosts;
    }

    /** What is served, where it differs from what was told last; it is, in a look that began at {@code start}. */
    Optional<Publication> tell(long start) {
        FleetSnapshot now = forms.of(hosts);
        long since = begun == null ? start : begun;
        begun = null;
        if (told != null && !now.differs(told)) {
            return Optional.empty();
        }
        int changed = now.differencesFrom(told == null ? FleetSnapshot.EMPTY : told);
        told = now;
        return Optional.of(new Publication(
                fleet, now.version(), hosts, targets(), changed, Duration.ofNanos(System.nanoTime() - since)));
    }

    private int targets() {
        return hosts == part.hosts()
                ? part.targets()
                : hosts.values().stream()
                        .mapToInt(host -> host.targets().size())
                        .sum();
    }

    boolean isTold() {
        return told != null;
    }

    /** Bugs met while translating what was told last: each cost its own host only. */
    Stream<Problem> bugs() {
        return told == null ? Stream.empty() : told.bugs().values().stream();
    }
}
