package dev.sluice.keep;

import dev.sluice.model.AllRows;
import java.time.Instant;

/**
 * The hosts that were served, as they were kept.
 *
 * @param written when the hosts were written
 * @param rows the hosts, and the database that they came from
 */
public record Kept(Instant written, AllRows rows) {}
