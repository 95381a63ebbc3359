/**
 * The daemon's HTTP port: requests in, {@link dev.sluice.http.Reply replies} of the handlers out. Jetty is behind it, and known
 * nowhere else. What there is to ask is other packages' matter.
 */
@NullMarked
package dev.sluice.http;

import org.jspecify.annotations.NullMarked;
