package dev.sluice.store;

import dev.sluice.model.Host;
import dev.sluice.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PostgresStoreContractIT extends StoreContract {
    private TestDatabase database;
    private PostgresStore store;

    @BeforeEach
    void migrate() throws StoreUnavailable {
        database = StrictTables.fresh();
        store = new PostgresStore(database.config());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    Store store() {
        return store;
    }

    @Override
    void put(Host host) throws Exception {
        HostsWriter.write(database.config(), List.of(host), false, false, notice -> {});
    }

    @Override
    void remove(String host) throws Exception {
        database.execute("DELETE FROM hosts WHERE host = '" + host + "'");
    }
}
