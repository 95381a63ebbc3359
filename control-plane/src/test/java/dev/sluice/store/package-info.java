/** The tables and what reads them, on a real PostgreSQL. */
@NullMarked
package dev.sluice.store;

import org.jspecify.annotations.NullMarked;
