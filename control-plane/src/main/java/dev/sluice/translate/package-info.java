/**
 * Stage three: hosts in, Envoy's resources out. Pure functions. Here is the skeleton, one class for each type of resource,
 * named by its plural: what a resource is called and what refers to it. All else is a feature's, in {@code features}.
 */
@NullMarked
package dev.sluice.translate;

import org.jspecify.annotations.NullMarked;
