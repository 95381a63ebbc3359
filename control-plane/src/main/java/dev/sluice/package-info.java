/** {@link Daemon}: the stages in the order in which a row passes them. */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
