@NullMarked
package dev.sluice.translate;

import org.jspecify.annotations.NullMarked;
