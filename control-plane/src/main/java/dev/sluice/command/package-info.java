/**
 * What a command line is: where a command was typed, the settings as flags, how a command ends and what it says when it
 * cannot do its work. And {@code serve}, the one command that the daemon itself has. Module {@code tools} has the others.
 */
@NullMarked
package dev.sluice.command;

import org.jspecify.annotations.NullMarked;
