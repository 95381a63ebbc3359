package dev.sluice.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A fleet that goes on with what it served at one moment, whatever its rows say since.
 *
 * @param fleet whose name it is
 * @param revision of what it served then; for people, and empty where somebody wrote none
 * @param at when it was pinned, if that is known
 * @param by the role of the database that pinned it
 * @param mistake what is wrong with the hosts written there and what would be right; the fleet then stays as it was
 */
public record Pin(String fleet, String revision, Optional<Instant> at, String by, Optional<String> mistake) {
    /** The mistake as one of the rows'. */
    public Optional<Problem> problem() {
        return mistake.map(message -> new Problem("fleet " + fleet, "fleets.pinned", message));
    }
}
