@NullMarked
package dev.sluice.keep;

import org.jspecify.annotations.NullMarked;
