/**
 * A second opinion, off the hot path: hosts that some Envoy refused go in, and those of them come out that a stock Envoy
 * started for this alone refuses as well. It serves nothing and binds nothing.
 */
@NullMarked
package dev.sluice.judge;

import org.jspecify.annotations.NullMarked;
