/** The benchmark behind {@code bench/run}: real processes and a stock Envoy, timed. No test is here, and no test times. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
