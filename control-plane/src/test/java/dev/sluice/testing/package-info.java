/** What the tests run against: a real PostgreSQL, a real Envoy and backends that behave as badly as asked. */
@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
