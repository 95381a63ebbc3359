package dev.sluice.store;

import dev.sluice.model.AllRows;
import java.time.Duration;

/** Where the rows are. */
public interface Store extends AutoCloseable {
    /** Far beyond the timeouts of connecting and reading: whoever waits longer for a read knows that it hangs. */
    Duration LONGEST_READ = Duration.ofSeconds(90);

    /** All rows as they were at one moment. */
    AllRows read() throws StoreUnavailable;

    @Override
    void close();
}
