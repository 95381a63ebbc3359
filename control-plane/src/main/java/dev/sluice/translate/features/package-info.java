/**
 * What Sluice does for the requests of a host, one class for each thing that a user can name. A class begins with the
 * paragraph that users read; what is imposed on Envoy has its reason beside it. {@link dev.sluice.translate.features.Features}
 * is the list of them, and the skeleton in {@code translate} calls their hooks.
 */
@NullMarked
package dev.sluice.translate.features;

import org.jspecify.annotations.NullMarked;
