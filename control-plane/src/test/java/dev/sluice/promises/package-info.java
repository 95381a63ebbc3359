/** The design's promises through the whole of Sluice: rows by JDBC, a stock Envoy, real requests. */
@NullMarked
package dev.sluice.promises;

import org.jspecify.annotations.NullMarked;
