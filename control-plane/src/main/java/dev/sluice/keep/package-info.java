/**
 * What outlasts the process: the hosts that are served go into a file, and come out of it at the next start; and into
 * files, a folder for each fleet, from which an Envoy starts that finds no daemon. The loop waits for no disk, but for the
 * read at its start.
 */
@NullMarked
package dev.sluice.keep;

import org.jspecify.annotations.NullMarked;
