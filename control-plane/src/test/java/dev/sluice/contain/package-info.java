@NullMarked
package dev.sluice.contain;

import org.jspecify.annotations.NullMarked;
