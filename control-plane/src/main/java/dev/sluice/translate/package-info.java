/**
 * Stage three: hosts in, Envoy's resources out. Pure functions, one class for each type of resource, named by its plural.
 * The settings that we impose on Envoy are here, each with its reason beside it.
 */
@NullMarked
package dev.sluice.translate;

import org.jspecify.annotations.NullMarked;
