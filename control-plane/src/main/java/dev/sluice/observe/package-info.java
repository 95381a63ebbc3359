/**
 * What is to be seen: what the loop and the Envoys say comes in, {@link dev.sluice.observe.Status} goes out, over HTTP on
 * loopback. Nothing here changes what is served; {@code /confirm} only hands on what somebody asks of the loop.
 */
@NullMarked
package dev.sluice.observe;

import org.jspecify.annotations.NullMarked;
