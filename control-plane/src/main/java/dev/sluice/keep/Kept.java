package dev.sluice.keep;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import java.time.Instant;

/**
 * What was served.
 *
 * @param written when it was written down
 */
public record Kept(Instant written, ByName<Host> hosts) {}
