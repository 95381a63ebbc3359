package dev.sluice.store;

import dev.sluice.model.Fleet;

/** Where the rows are. */
public interface Store extends AutoCloseable {
    /** All rows as they were at one moment. */
    Fleet read() throws StoreUnavailable;

    @Override
    void close();
}
