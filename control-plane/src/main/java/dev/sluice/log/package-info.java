/** Log lines: what happens in, one line each on stderr out, in the form of the place that reads them. */
@NullMarked
package dev.sluice.log;

import org.jspecify.annotations.NullMarked;
