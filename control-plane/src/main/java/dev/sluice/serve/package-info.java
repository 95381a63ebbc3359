/** Stage five: a {@link dev.sluice.snapshot.FleetSnapshot} in, xDS over gRPC out. The only package that knows java-control-plane's server. */
@NullMarked
package dev.sluice.serve;

import org.jspecify.annotations.NullMarked;
