package dev.sluice.keep;

import dev.sluice.model.Fleet;
import java.time.Instant;

/**
 * What was served.
 *
 * @param written when it was written down
 * @param fleet the hosts as they were served, and the database that they came from
 */
public record Kept(Instant written, Fleet fleet) {}
