/** Stage four: Envoy's resources in, a versioned {@link dev.sluice.snapshot.FleetSnapshot} out. Pure functions. */
@NullMarked
package dev.sluice.snapshot;

import org.jspecify.annotations.NullMarked;
