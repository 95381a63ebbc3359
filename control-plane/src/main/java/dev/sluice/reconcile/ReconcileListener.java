package dev.sluice.reconcile;

import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.validate.Loss;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** Hears what the loop does, or some of it. Called on the loop's thread, so a listener must not wait for anything. */
public interface ReconcileListener {
    /** The rows were read: the database is there. */
    default void read() {}

    /**
     * They could not be read, for the reason in {@code message}, by a try that began {@code trying} ago. Told again and
     * again while a try goes on without an answer.
     */
    default void storeUnavailable(String message, Duration trying) {}

    /** All problems that the rows have now, none when all is well. Only called when they differ from before. */
    default void problems(List<Problem> problems) {}

    /** All fleets that are pinned now, none mostly. Only called when they differ from before. */
    default void pinned(List<Pin> pins) {}

    /** How many hosts the fleets have of which no Envoy came here. Only called when that differs from before. */
    default void unserved(SortedMap<String, Integer> fleets) {}

    /** Something changed for the Envoys of a fleet, and was sent. */
    default void published(Publication publication) {}

    /** A fleet has neither hosts nor Envoys any more. */
    default void forgotten(String fleet) {}

    /** All Envoys that are connected now. Only called when a report differs from before. */
    default void envoys(List<EnvoyReport> envoys) {}

    /** The rows that were read lose too much, so they wait. Only called when the loss differs from before. */
    default void held(Loss loss) {}

    /** Nothing waits any more: because somebody confirmed it, or because the rows are back. */
    default void released(boolean confirmed) {}

    /** What was published last is not from rows, which cannot be read, but what was kept at {@code written}. */
    default void servedFromDisk(int hosts, Instant written) {}
}
