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
 * @param served what each fleet's Envoys were sent last, by fleet; empty before the first time
 * @param keptAt when the hosts that are served from disk were written there; empty when rows are served
 * @param pins the fleets that are pinned
 * @param unserved the fleets of which no Envoy came here, with the number of each fleet's hosts
 * @param held the change that waits for a confirmation; empty when no change waits
 * @param problems all problems of the rows now
 * @param database how the last try to read went
 * @param envoys the connected Envoys, and what they said
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
     * @param revision the content's version, the same in every daemon that serves this content
     * @param hosts the content
     * @param targets how many targets these hosts have together
     * @param at when the content was sent
     */
    public record Served(String revision, ByName<Host> hosts, int targets, Instant at) {}

    /**
     * A read that is not applied.
     *
     * @param loss why the read is not applied
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
     * @param since when this state began; the state {@code AWAY} begins with the first try that failed
     * @param reason why the database is away; empty in other states
     * @param triedAt when the loop last had an answer, or saw that no answer had come yet
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
     * @param acceptedAt when an Envoy last took what it was sent
     * @param refused what an Envoy refused last, and whether that is solved
     * @param each how far each Envoy follows
     */
    public record Envoys(int streams, Optional<Instant> acceptedAt, Optional<Refusal> refused, List<EnvoyReport> each) {
        public Envoys {
            each = List.copyOf(each);
        }
    }

    /**
     * An Envoy refused resources of a type, in its own words.
     *
     * @param solvedAt when this Envoy took resources of the type again; empty until then
     */
    public record Refusal(Envoy envoy, String type, String message, Instant at, Optional<Instant> solvedAt) {
        Refusal accepted(Envoy by, String acceptedType, Instant now) {
            return by.equals(envoy) && acceptedType.equals(type) && solvedAt.isEmpty()
                    ? new Refusal(envoy, type, message, at, Optional.of(now))
                    : this;
        }
    }
}
