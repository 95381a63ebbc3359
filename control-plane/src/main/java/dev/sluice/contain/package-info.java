/**
 * What an Envoy refuses costs that Envoy the hosts that it refuses, and nothing else: hosts go in as the rows have them,
 * with what one Envoy says to them, and come out as that Envoy is to be served them. Whom Envoy's words do not name is
 * found by a second Envoy, started with {@code --mode validate} for this alone, or by the refusing Envoy itself.
 */
@NullMarked
package dev.sluice.contain;

import org.jspecify.annotations.NullMarked;
