package dev.sluice.store;

import dev.sluice.config.Database;
import dev.sluice.model.Fleet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates or upgrades the tables when reading shows that they are not as they should be. */
public final class MigratingStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(MigratingStore.class);

    private final Store store;
    private final Database database;

    public MigratingStore(Store store, Database database) {
        this.store = store;
        this.database = database;
    }

    @Override
    public Fleet read() throws StoreUnavailable {
        try {
            return store.read();
        } catch (StoreUnavailable e) {
            if (!e.tablesMissing()) {
                throw e;
            }
        }
        Migrations.Result result = Migrations.migrate(database);
        LOG.info("migrated database={} applied={}", database.name(), result.applied());
        return store.read();
    }

    @Override
    public void close() {
        store.close();
    }
}
