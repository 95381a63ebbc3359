/** Settings: read once from flags, environment and file, checked, and handed on as one immutable {@link Config}. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
