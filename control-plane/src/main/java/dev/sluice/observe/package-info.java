/**
 * What is to be seen. In: what the loop and the Envoys say. Out: {@link dev.sluice.observe.Status}, over HTTP on
 * loopback. Nothing here changes what is served. {@code /confirm} only hands a person's answer on to the loop.
 */
@NullMarked
package dev.sluice.observe;

import org.jspecify.annotations.NullMarked;
