/** What a row means: records, their rules and their JSON and YAML. No SQL, no Envoy, no I/O. */
@NullMarked
package dev.sluice.model;

import org.jspecify.annotations.NullMarked;
