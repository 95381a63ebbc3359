@NullMarked
package dev.sluice.reconcile;

import org.jspecify.annotations.NullMarked;
