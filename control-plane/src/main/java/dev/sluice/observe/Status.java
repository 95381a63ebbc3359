package dev.sluice.observe;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.reconcile.EnvoyReport;
import dev.sluice.serve.Envoy;
import dev.sluice.validate.Loss;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the daemon is at one moment.
 *
 * @param startedAt when the process began
 * @param served by fleet, what its Envoys were sent last; empty before the first time
 * @param keptAt when what is served was written to the disk that it was read from; empty when it is what the rows say
 * @param pins the fleets that are pinned
 * @param unserved how many hosts the fleets have of which no Envoy came here
 * @param held what waits for somebody to confirm it; empty when nothing does
 * @param problems all that the rows have now
 * @param database how it was at the last try to read
 * @param envoys those that are connected, and what they said
 */
public record Status(
        Instant startedAt,
        SortedMap<String, Served> served,
        Optional<Instant> keptAt,
        List<Pin> pins,
        SortedMap<String, Integer> unserved,
        Optional<Held> held,
        List<Problem> problems,
        Database database,
        Envoys envoys) {
    public Status {
        served = Collections.unmodifiableSortedMap(new TreeMap<>(served));
        pins = List.copyOf(pins);
        unserved = Collections.unmodifiableSortedMap(new TreeMap<>(unserved));
        problems = List.copyOf(problems);
    }

    /**
     * One content, sent to the Envoys of one fleet.
     *
     * @param revision its version, the same in every daemon that serves it
     * @param hosts those that it has
     * @param targets how many targets they have together
     * @param at when it was sent
     */
    public record Served(String revision, ByName<Host> hosts, int targets, Instant at) {}

    /**
     * A read that is not applied.
     *
     * @param loss why
     * @param since when a read was held first
     */
    public record Held(Loss loss, Instant since) {}

    /** Whether the rows can be read. */
    public enum DatabaseState {
        UNKNOWN,
        CONNECTED,
        AWAY
    }

    /**
     * The database as the reads find it.
     *
     * @param since when it became so; of one that is away, when the first try began that failed
     * @param reason why it is away; empty when it is not
     * @param triedAt when the loop last had an answer, or saw that there was none yet
     * @param readAt the last read that succeeded
     */
    public record Database(
            DatabaseState state, Instant since, String reason, Instant triedAt, Optional<Instant> readAt) {
        Database connected(Instant now) {
            return new Database(
                    DatabaseState.CONNECTED, state == DatabaseState.CONNECTED ? since : now, "", now, Optional.of(now));
        }

        Database away(Instant from, String because, Instant now) {
            return new Database(DatabaseState.AWAY, state == DatabaseState.AWAY ? since : from, because, now, readAt);
        }
    }

    /**
     * What the Envoys do.
     *
     * @param streams how many xDS streams are open; our bootstrap opens one for each Envoy
     * @param acceptedAt when one of them last took what it was sent
     * @param refused what one of them refused last, and whether that is solved
     * @param each how far each of them follows
     */
    public record Envoys(int streams, Optional<Instant> acceptedAt, Optional<Refusal> refused, List<EnvoyReport> each) {
        public Envoys {
            each = List.copyOf(each);
        }
    }

    /**
     * An Envoy refused resources of a type, in its own words.
     *
     * @param solvedAt when it took resources of that type again; empty as long as it took none
     */
    public record Refusal(Envoy envoy, String type, String message, Instant at, Optional<Instant> solvedAt) {
        Refusal accepted(Envoy by, String acceptedType, Instant now) {
            return by.equals(envoy) && acceptedType.equals(type) && solvedAt.isEmpty()
                    ? new Refusal(envoy, type, message, at, Optional.of(now))
                    : this;
        }
    }
}
