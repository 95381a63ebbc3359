/**
 * What makes one machine self-sufficient: a stock Envoy and a PostgreSQL of its own. In: the environment. Out: an Envoy
 * binary, a running server, processes that end with us. The demo and the tests use this package, the daemon does not.
 */
@NullMarked
package dev.sluice.local;

import org.jspecify.annotations.NullMarked;
