package dev.sluice.store;

import dev.sluice.model.HealthCheck;
import dev.sluice.model.Host;
import dev.sluice.model.Target;
import dev.sluice.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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
        List<String> statements = new ArrayList<>(List.of(
                "DELETE FROM hosts WHERE host = '" + host.host() + "'",
                "INSERT INTO hosts VALUES ('" + host.host() + "', " + host.incomingPort() + ", " + host.outgoingPort()
                        + ", '" + host.fleet() + "')"));
        for (Target target : host.targets()) {
            statements.add("INSERT INTO targets (host, address, port) VALUES ('" + host.host() + "', '"
                    + target.address() + "', " + orNull(target.port()) + ")");
        }
        for (HealthCheck check : host.healthChecks()) {
            statements.add("INSERT INTO health_checks VALUES ('" + host.host() + "', '" + check.path() + "', "
                    + orNull(check.port()) + ", " + check.timeout().toSeconds() + ", "
                    + check.interval().toSeconds() + ")");
        }
        database.execute(statements.toArray(String[]::new));
    }

    private static String orNull(OptionalInt port) {
        return port.isPresent() ? Integer.toString(port.getAsInt()) : "NULL";
    }

    @Override
    void remove(String host) throws Exception {
        database.execute("DELETE FROM hosts WHERE host = '" + host + "'");
    }
}
