/**
 * What makes one machine self-sufficient: a stock Envoy and a PostgreSQL of its own. In: the environment. Out: an Envoy
 * binary, a running server, processes that end with us. The demo and the tests use it; {@code serve} asks only which
 * Envoy is here, for its judge, and does without one, and which addresses this machine has; commands ask what answers here.
 */
@NullMarked
package dev.sluice.local;

import org.jspecify.annotations.NullMarked;
