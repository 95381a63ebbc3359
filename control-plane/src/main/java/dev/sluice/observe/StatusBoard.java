package dev.sluice.observe;

import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.observe.Status.Database;
import dev.sluice.observe.Status.DatabaseState;
import dev.sluice.observe.Status.Envoys;
import dev.sluice.observe.Status.Held;
import dev.sluice.observe.Status.Refusal;
import dev.sluice.observe.Status.Served;
import dev.sluice.reconcile.EnvoyReport;
import dev.sluice.reconcile.Publication;
import dev.sluice.reconcile.ReconcileListener;
import dev.sluice.serve.EnvoySaid;
import dev.sluice.validate.Loss;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Is told by the loop and by the Envoys, on their own threads, and always has the present {@link Status}. */
public final class StatusBoard implements ReconcileListener {
    private final Clock clock;
    private final Instant startedAt;
    private final SortedMap<String, Served> served = new TreeMap<>();
    private Optional<Instant> keptAt = Optional.empty();
    private List<Pin> pins = List.of();
    private SortedMap<String, Integer> unserved = Collections.emptySortedMap();
    private Optional<Held> held = Optional.empty();
    private List<Problem> problems = List.of();
    private Database database;

    private int streams;
    private Optional<Instant> acceptedAt = Optional.empty();
    private Optional<Refusal> refused = Optional.empty();
    private List<EnvoyReport> envoys = List.of();

    public StatusBoard(Clock clock) {
        this.clock = clock;
        this.startedAt = clock.instant();
        this.database = new Database(DatabaseState.UNKNOWN, startedAt, "", startedAt, Optional.empty());
    }

    public synchronized Status status() {
        return new Status(
                startedAt,
                served,
                keptAt,
                pins,
                unserved,
                held,
                problems,
                database,
                new Envoys(streams, acceptedAt, refused, envoys));
    }

    @Override
    public synchronized void read() {
        database = database.connected(clock.instant());
        keptAt = Optional.empty();
    }

    @Override
    public synchronized void storeUnavailable(String message, Duration trying) {
        Instant now = clock.instant();
        database = database.away(now.minus(trying), message, now);
    }

    @Override
    public synchronized void problems(List<Problem> now) {
        problems = List.copyOf(now);
    }

    @Override
    public synchronized void pinned(List<Pin> now) {
        pins = List.copyOf(now);
    }

    @Override
    public synchronized void unserved(SortedMap<String, Integer> fleets) {
        unserved = new TreeMap<>(fleets);
    }

    @Override
    public synchronized void published(Publication publication) {
        served.put(
                publication.fleet(),
                new Served(publication.revision(), publication.hosts(), publication.targets(), clock.instant()));
    }

    @Override
    public synchronized void servedFromDisk(int hosts, Instant written) {
        keptAt = Optional.of(written);
    }

    @Override
    public synchronized void held(Loss loss) {
        held = Optional.of(new Held(loss, held.map(Held::since).orElse(clock.instant())));
    }

    @Override
    public synchronized void released(boolean confirmed) {
        held = Optional.empty();
    }

    @Override
    public synchronized void forgotten(String fleet) {
        served.remove(fleet);
    }

    @Override
    public synchronized void envoys(List<EnvoyReport> now) {
        envoys = List.copyOf(now);
        // An Envoy that has gone refuses nothing any more.
        refused = refused.filter(
                refusal -> now.stream().anyMatch(each -> each.envoy().equals(refusal.envoy())));
    }

    /** Takes note of what an Envoy told the xDS server. */
    public synchronized void said(EnvoySaid said) {
        Instant now = clock.instant();
        if (said instanceof EnvoySaid.Hello) {
            streams++;
        } else if (said instanceof EnvoySaid.Goodbye) {
            streams = Math.max(0, streams - 1);
        } else if (said instanceof EnvoySaid.Refused no) {
            refused = Optional.of(new Refusal(no.envoy(), no.type(), no.message(), now, Optional.empty()));
        } else if (said instanceof EnvoySaid.Accepted yes) {
            acceptedAt = Optional.of(now);
            refused = refused.map(refusal -> refusal.accepted(yes.envoy(), yes.type(), now));
        }
    }
}
