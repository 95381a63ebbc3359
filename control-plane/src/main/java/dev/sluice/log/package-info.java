/** Log lines. In: what happens. Out: a line on stderr, in the form of the place that reads it. */
@NullMarked
package dev.sluice.log;

import org.jspecify.annotations.NullMarked;
