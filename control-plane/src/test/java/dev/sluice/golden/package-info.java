/** Rows in, Envoy's configuration out, in files to read: {@code src/test/resources/golden}, whose README has the rules. */
@NullMarked
package dev.sluice.golden;

import org.jspecify.annotations.NullMarked;
