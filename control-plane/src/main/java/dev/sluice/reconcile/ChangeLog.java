package dev.sluice.reconcile;

import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.validate.Loss;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One log line for each change, and none for a quiet sync. */
public final class ChangeLog implements ReconcileListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private final Clock clock;
    private @Nullable Instant awaySince;
    private String awayBecause = "";
    private Set<Problem> known = Set.of();
    private List<Pin> pins = List.of();
    private Set<String> unserved = Set.of();
    /** By fleet. */
    private final Map<String, String> revisions = new TreeMap<>();

    public ChangeLog(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void read() {
        if (awaySince != null) {
            LOG.info(
                    "database back after={}s",
                    Duration.between(awaySince, clock.instant()).toSeconds());
            awaySince = null;
            awayBecause = "";
        }
    }

    @Override
    public void storeUnavailable(String message, Duration trying) {
        if (awaySince == null) {
            awaySince = clock.instant().minus(trying);
        }
        if (!message.equals(awayBecause)) {
            awayBecause = message;
            LOG.warn(
                    "database away reason=\"{}\" ({})",
                    message,
                    revisions.isEmpty()
                            ? "nothing is served yet; trying on"
                            : "Envoy keeps revision " + kept() + "; trying on");
        }
    }

    @Override
    public void problems(List<Problem> problems) {
        Set<Problem> now = new HashSet<>(problems);
        problems.stream()
                .filter(problem -> !known.contains(problem))
                .forEach(problem ->
                        LOG.warn("problem host={} field={} {}", problem.host(), problem.field(), problem.message()));
        known.stream()
                .filter(problem -> !now.contains(problem))
                .forEach(problem -> LOG.info("solved host={} field={}", problem.host(), problem.field()));
        known = now;
    }

    @Override
    public void pinned(List<Pin> now) {
        now.stream()
                .filter(pin -> pin.mistake().isEmpty() && !pins.contains(pin))
                .forEach(pin -> LOG.info(
                        "pinned fleet={} revision={} at={} by={} (its rows are not applied until sluice release)",
                        pin.fleet(),
                        pin.revision(),
                        pin.at().map(Instant::toString).orElse(""),
                        pin.by()));
        pins.stream()
                .map(Pin::fleet)
                .filter(fleet -> now.stream().noneMatch(pin -> pin.fleet().equals(fleet)))
                .forEach(fleet -> LOG.info("unpinned fleet={} (it follows its rows again)", fleet));
        pins = now;
    }

    @Override
    public void unserved(SortedMap<String, Integer> fleets) {
        fleets.forEach((fleet, hosts) -> {
            if (!unserved.contains(fleet)) {
                LOG.info(
                        "no envoy fleet={} hosts={} (none of this fleet has come to this daemon; that is as it should"
                                + " be where other machines serve it)",
                        fleet,
                        hosts);
            }
        });
        unserved = Set.copyOf(fleets.keySet());
    }

    @Override
    public void published(Publication publication) {
        revisions.put(publication.fleet(), publication.revision());
        LOG.info(
                "published fleet={} revision={} hosts={} targets={} changed={} took={}ms",
                publication.fleet(),
                publication.revision(),
                publication.hosts().size(),
                publication.targets(),
                publication.changed(),
                publication.took().toMillis());
    }

    private String kept() {
        return revisions.size() == 1
                ? String.join("", revisions.values())
                : revisions.entrySet().stream()
                        .map(fleet -> fleet.getValue() + " of fleet " + fleet.getKey())
                        .collect(Collectors.joining(" and "));
    }

    @Override
    public void held(Loss loss) {
        LOG.warn(
                "held id={} {}: no change is applied until the rows are back or sluice confirm lets it through,"
                        + " and what is served stays",
                loss.id(),
                loss);
    }

    @Override
    public void released(boolean confirmed) {
        LOG.info("released because={}", confirmed ? "confirmed" : "the rows are back");
    }

    @Override
    public void servedFromDisk(int hosts, Instant written) {
        LOG.warn("serving last known good hosts={} written={}", hosts, written);
    }
}
