/** Stage two: a {@link dev.sluice.model.AllRows} in, hosts that can be served and problems out. Pure functions. */
@NullMarked
package dev.sluice.validate;

import org.jspecify.annotations.NullMarked;
