package dev.sluice.observe;

import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.observe.Status.Envoys;
import dev.sluice.reconcile.EnvoyReport;
import dev.sluice.reconcile.Publication;
import dev.sluice.reconcile.ReconcileListener;
import dev.sluice.serve.EnvoySaid;
import dev.sluice.validate.Loss;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Hears the loop and the Envoys, from their own threads, and always has the {@link Status} of now. */
public final class StatusBoard implements ReconcileListener {
    private final Clock clock;
    private final AtomicReference<Status> status;

    public StatusBoard(Clock clock) {
        this.clock = clock;
        this.status = new AtomicReference<>(Status.starting(clock.instant()));
    }

    public Status status() {
        return Objects.requireNonNull(status.get());
    }

    @Override
    public void read() {
        Instant now = clock.instant();
        update(before -> before.with(before.database().connected(now)).withKeptAt(Optional.empty()));
    }

    @Override
    public void storeUnavailable(String message, Duration trying) {
        Instant now = clock.instant();
        update(before -> before.with(before.database().away(now.minus(trying), message, now)));
    }

    @Override
    public void problems(List<Problem> problems) {
        update(before -> before.with(problems));
    }

    @Override
    public void pinned(List<Pin> pins) {
        update(before -> before.withPins(pins));
    }

    @Override
    public void unserved(SortedMap<String, Integer> fleets) {
        update(before -> before.withUnserved(fleets));
    }

    @Override
    public void published(Publication publication) {
        Instant now = clock.instant();
        var served = new Status.Served(publication.revision(), publication.hosts(), publication.targets(), now);
        update(before -> before.with(publication.fleet(), served));
    }

    @Override
    public void servedFromDisk(int hosts, Instant written) {
        update(before -> before.withKeptAt(Optional.of(written)));
    }

    @Override
    public void held(Loss loss) {
        Instant now = clock.instant();
        update(before -> before.withHeld(Optional.of(
                new Status.Held(loss, before.held().map(Status.Held::since).orElse(now)))));
    }

    @Override
    public void released(boolean confirmed) {
        update(before -> before.withHeld(Optional.empty()));
    }

    @Override
    public void forgotten(String fleet) {
        update(before -> before.without(fleet));
    }

    @Override
    public void envoys(List<EnvoyReport> envoys) {
        update(before -> before.with(new Envoys(
                before.envoys().streams(),
                before.envoys().acceptedAt(),
                // Who has gone refuses nothing any more.
                before.envoys()
                        .refused()
                        .filter(refusal ->
                                envoys.stream().anyMatch(each -> each.envoy().equals(refusal.envoy()))),
                envoys)));
    }

    /** What an Envoy told the xDS server. */
    public void said(EnvoySaid said) {
        Instant now = clock.instant();
        update(before -> before.with(next(before.envoys(), said, now)));
    }

    private static Envoys next(Envoys before, EnvoySaid said, Instant now) {
        if (said instanceof EnvoySaid.Hello) {
            return new Envoys(before.streams() + 1, before.acceptedAt(), before.refused(), before.each());
        }
        if (said instanceof EnvoySaid.Goodbye) {
            return new Envoys(Math.max(0, before.streams() - 1), before.acceptedAt(), before.refused(), before.each());
        }
        if (said instanceof EnvoySaid.Refused refused) {
            var refusal = new Status.Refusal(refused.envoy(), refused.type(), refused.message(), now, Optional.empty());
            return new Envoys(before.streams(), before.acceptedAt(), Optional.of(refusal), before.each());
        }
        if (said instanceof EnvoySaid.Accepted accepted) {
            return new Envoys(
                    before.streams(),
                    Optional.of(now),
                    before.refused().map(refusal -> refusal.accepted(accepted.envoy(), accepted.type(), now)),
                    before.each());
        }
        return before;
    }

    private void update(UnaryOperator<Status> change) {
        status.updateAndGet(change);
    }
}
