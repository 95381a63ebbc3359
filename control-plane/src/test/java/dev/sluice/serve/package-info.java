@NullMarked
package dev.sluice.serve;

import org.jspecify.annotations.NullMarked;
