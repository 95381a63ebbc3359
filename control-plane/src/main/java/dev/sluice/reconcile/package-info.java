/**
 * The loop: one thread runs the stages one after the other, and is the only writer of what is served. Up to the snapshot
 * there is one way for all; from there each Envoy has its own ({@link dev.sluice.reconcile.Member}), so none waits for another.
 */
@NullMarked
package dev.sluice.reconcile;

import org.jspecify.annotations.NullMarked;
