package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Host;
import dev.sluice.model.Records;
import dev.sluice.model.Target;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two who write the same at once: the second one sees what the first one did, and goes on from there. */
class HostsWriterIT {
    private final TestDatabase database = TestPostgres.fresh();

    @BeforeEach
    void migrate() throws StoreUnavailable {
        Migrations.migrate(database.config());
    }

    @Test
    void whoInsertsTheSameTargetSecondFindsItThere() throws Exception {
        database.execute("INSERT INTO hosts (host) VALUES ('a.com')");
        Host wanted = new Host("a.com", 80, 80, List.of(Target.of("10.0.0.1")), List.of());
        assertThat(writtenBeside("INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1')", wanted))
                .isEqualTo(HostChange.Kind.UNCHANGED);
    }

    @Test
    void whoInsertsTargetsOfAHostThatIsDeletedMakesItAgain() throws Exception {
        database.execute("INSERT INTO hosts (host) VALUES ('a.com')");
        Host wanted = new Host("a.com", 80, 80, List.of(Target.of("10.0.0.1")), List.of());
        assertThat(writtenBeside("DELETE FROM hosts WHERE host = 'a.com'", wanted))
                .isEqualTo(HostChange.Kind.CREATED);
    }

    /** What becomes of {@code wanted} while somebody else's {@code statement} is not committed yet, and then is. */
    private HostChange.Kind writtenBeside(String statement, Host wanted) throws Exception {
        try (Connection other = database.connection();
                Statement others = other.createStatement()) {
            other.setAutoCommit(false);
            others.execute(statement);
            CompletableFuture<List<HostChange>> written = CompletableFuture.supplyAsync(() -> write(wanted));
            RunningSluice.soon()
                    .until(() -> database.ask("SELECT count(*) FROM pg_stat_activity"
                                    + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                            .equals("1"));
            other.commit();
            return written.get(1, TimeUnit.MINUTES).get(0).kind();
        }
    }

    private List<HostChange> write(Host wanted) {
        try {
            return HostsWriter.write(
                    database.config(),
                    new Records.Parsed(List.of(wanted), List.of(), Map.of()),
                    false,
                    false,
                    notice -> {});
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
