package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two who write the same at once: the second one sees what the first one did, and goes on from there. */
class HostsWriterIT {
    private static final Host WANTED = SampleHosts.host("a.com", 80, 80, List.of(Targets.of("10.0.0.1")), List.of());

    private final TestDatabase database = StrictTables.fresh();

    @Test
    void whoInsertsTheSameTargetSecondFindsItThere() throws Exception {
        assertThat(writtenBeside("INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1')"))
                .isEqualTo(HostChange.Kind.UNCHANGED);
    }

    @Test
    void whoInsertsTargetsOfAHostThatIsDeletedMakesItAgain() throws Exception {
        assertThat(writtenBeside("DELETE FROM hosts WHERE host = 'a.com'")).isEqualTo(HostChange.Kind.CREATED);
    }

    /** What becomes of the host while somebody else's {@code statement} is not committed yet, and then is. */
    private HostChange.Kind writtenBeside(String statement) throws Exception {
        database.execute("INSERT INTO hosts (host) VALUES ('a.com')");
        try (Connection other = database.connection();
                Statement others = other.createStatement()) {
            other.setAutoCommit(false);
            others.execute(statement);
            CompletableFuture<List<HostChange>> written = CompletableFuture.supplyAsync(this::write);
            database.awaitSluiceWaitingForALock();
            other.commit();
            return written.get(1, TimeUnit.MINUTES).get(0).kind();
        }
    }

    private List<HostChange> write() {
        try {
            return HostsWriter.write(database.config(), List.of(WANTED), false, false, notice -> {});
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
