package dev.sluice.reconcile;

import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.validate.Loss;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** Hears what the loop does. Called on its thread, so it must not wait for anything. */
public interface ReconcileListener {
    /** Tells both, in this order. */
    static ReconcileListener both(ReconcileListener first, ReconcileListener second) {
        return new ReconcileListener() {
            @Override
            public void read() {
                first.read();
                second.read();
            }

            @Override
            public void storeUnavailable(String message, Duration trying) {
                first.storeUnavailable(message, trying);
                second.storeUnavailable(message, trying);
            }

            @Override
            public void problems(List<Problem> problems) {
                first.problems(problems);
                second.problems(problems);
            }

            @Override
            public void pinned(List<Pin> pins) {
                first.pinned(pins);
                second.pinned(pins);
            }

            @Override
            public void unserved(SortedMap<String, Integer> fleets) {
                first.unserved(fleets);
                second.unserved(fleets);
            }

            @Override
            public void published(Publication publication) {
                first.published(publication);
                second.published(publication);
            }

            @Override
            public void forgotten(String fleet) {
                first.forgotten(fleet);
                second.forgotten(fleet);
            }

            @Override
            public void envoys(List<EnvoyReport> envoys) {
                first.envoys(envoys);
                second.envoys(envoys);
            }

            @Override
            public void held(Loss loss) {
                first.held(loss);
                second.held(loss);
            }

            @Override
            public void released(boolean confirmed) {
                first.released(confirmed);
                second.released(confirmed);
            }

            @Override
            public void servedFromDisk(int hosts, Instant written) {
                first.servedFromDisk(hosts, written);
                second.servedFromDisk(hosts, written);
            }
        };
    }

    /** The rows were read: the database is there. */
    void read();

    /**
     * They could not be read, for the reason in {@code message}, by a try that began {@code trying} ago. Told again and
     * again while a try goes on without an answer.
     */
    void storeUnavailable(String message, Duration trying);

    /** All problems that the rows have now, none when all is well. Only called when they differ from before. */
    void problems(List<Problem> problems);

    /** All fleets that are pinned now, none mostly. Only called when they differ from before. */
    void pinned(List<Pin> pins);

    /** How many hosts the fleets have of which no Envoy came here. Only called when that differs from before. */
    void unserved(SortedMap<String, Integer> fleets);

    /** Something changed for the Envoys of a fleet, and was sent. */
    void published(Publication publication);

    /** A fleet has neither hosts nor Envoys any more. */
    default void forgotten(String fleet) {}

    /** All Envoys that are connected now. Only called when a report differs from before. */
    default void envoys(List<EnvoyReport> envoys) {}

    /** The rows that were read lose too much, so they wait. Only called when the loss differs from before. */
    void held(Loss loss);

    /** Nothing waits any more: because somebody confirmed it, or because the rows are back. */
    void released(boolean confirmed);

    /** What was published last is not from rows, which cannot be read, but what was kept at {@code written}. */
    void servedFromDisk(int hosts, Instant written);
}
