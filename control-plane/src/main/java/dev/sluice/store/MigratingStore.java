package dev.sluice.store;

import dev.sluice.config.Database;
import dev.sluice.model.AllRows;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates or upgrades the tables when reading shows that they are not as they should be. Where something was served
 * before, a database without any table of ours may be the wrong one, or one that is about to be restored: there it creates
 * none, and what is served stays.
 */
public final class MigratingStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(MigratingStore.class);

    private final Store store;
    private final Database database;
    private final BooleanSupplier wasServing;

    /** For the first start. */
    public MigratingStore(Store store, Database database) {
        this(store, database, () -> false);
    }

    /**
     * @param wasServing whether hosts were served before, be it by an earlier daemon
     */
    public MigratingStore(Store store, Database database, BooleanSupplier wasServing) {
        this.store = store;
        this.database = database;
        this.wasServing = wasServing;
    }

    @Override
    public AllRows read() throws StoreUnavailable {
        try {
            return store.read();
        } catch (StoreUnavailable e) {
            if (!e.tablesMissing()) {
                throw e;
            }
        }
        if (wasServing.getAsBoolean() && Migrations.wereNeverApplied(database)) {
            throw new StoreUnavailable("the database " + database.name() + " has no tables of Sluice's, but hosts were"
                    + " served before: is it the right one? Restore it, or create empty tables with: sluice migrate");
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
