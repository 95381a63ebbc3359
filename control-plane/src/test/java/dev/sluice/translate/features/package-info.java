@NullMarked
package dev.sluice.translate.features;

import org.jspecify.annotations.NullMarked;
