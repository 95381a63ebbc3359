package dev.sluice.store;

import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;

/** Tables as the migrations make them. */
public final class StrictTables {
    private StrictTables() {}

    public static TestDatabase fresh() {
        TestDatabase database = TestPostgres.fresh();
        try {
            Migrations.migrate(database.config());
        } catch (StoreUnavailable e) {
            throw new IllegalStateException(e);
        }
        return database;
    }
}
