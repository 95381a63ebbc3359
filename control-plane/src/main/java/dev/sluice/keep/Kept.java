package dev.sluice.keep;

import dev.sluice.model.AllRows;
import java.time.Instant;

/**
 * What was served.
 *
 * @param written when it was written down
 * @param rows the hosts as they were served, and the database that they came from
 */
public record Kept(Instant written, AllRows rows) {}
