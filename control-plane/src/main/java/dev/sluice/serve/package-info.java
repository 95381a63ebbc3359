/**
 * Stage five: a {@link dev.sluice.snapshot.FleetSnapshot} for each {@link dev.sluice.serve.Envoy} in, xDS over gRPC out, and
 * what each Envoy said to it ({@link dev.sluice.serve.Conversation}). The only package that knows java-control-plane's server.
 */
@NullMarked
package dev.sluice.serve;

import org.jspecify.annotations.NullMarked;
