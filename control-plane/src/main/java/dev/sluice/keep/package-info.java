/**
 * What outlasts the process. In: the hosts that are served. Out: the same hosts at the next start, from a file; and for
 * an Envoy that finds no daemon, files to start from, in a folder for each fleet. The loop waits for the disk only
 * once, to read the file at its start.
 */
@NullMarked
package dev.sluice.keep;

import org.jspecify.annotations.NullMarked;
