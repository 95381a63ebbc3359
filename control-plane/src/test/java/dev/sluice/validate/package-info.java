/** Tests of stage two. */
@NullMarked
package dev.sluice.validate;

import org.jspecify.annotations.NullMarked;
