/**
 * What outlasts the process: the hosts that are served go into a file, and come out of it at the next start; and into
 * files, a folder for each fleet, from which an Envoy starts that finds no daemon. The loop waits for no disk; only that one read is its own.
 */
@NullMarked
package dev.sluice.keep;

import org.jspecify.annotations.NullMarked;
