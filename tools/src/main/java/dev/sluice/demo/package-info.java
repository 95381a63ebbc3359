/**
 * {@code sluice demo}: everything on one machine, with nothing to set up. In: a free machine. Out: a database, the daemon,
 * an Envoy, backends and example hosts, until Ctrl-C.
 */
@NullMarked
package dev.sluice.demo;

import org.jspecify.annotations.NullMarked;
