/** Stage one: PostgreSQL in, a {@link dev.sluice.model.AllRows} out. The only package that speaks SQL to the tables. */
@NullMarked
package dev.sluice.store;

import org.jspecify.annotations.NullMarked;
