/** The loop: one thread runs the stages one after the other, and is the only writer of what is served. */
@NullMarked
package dev.sluice.reconcile;

import org.jspecify.annotations.NullMarked;
