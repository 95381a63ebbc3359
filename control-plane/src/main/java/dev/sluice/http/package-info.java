/**
 * The daemon's HTTP port: requests in, the handlers' {@link dev.sluice.http.Reply replies} out. Only this package knows
 * Jetty. Other packages say what can be asked.
 */
@NullMarked
package dev.sluice.http;

import org.jspecify.annotations.NullMarked;
