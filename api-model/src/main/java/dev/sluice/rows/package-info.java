/** What a table is: columns with their kinds, rows of values. No table of Sluice's is here; those are in the model. */
@NullMarked
package dev.sluice.rows;

import org.jspecify.annotations.NullMarked;
