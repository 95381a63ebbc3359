/** The commands: what a user types in, text and an exit code out. */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
