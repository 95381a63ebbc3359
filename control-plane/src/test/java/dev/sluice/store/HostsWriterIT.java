package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Format;
import dev.sluice.model.Host;
import dev.sluice.model.Records;
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

/** What is written of a record, and what of two who write the same at once: the second sees what the first did. */
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

    @Test
    void whatARecordLeavesOutIsLeftToTheTablesOwnDefault() throws Exception {
        database.execute(
                "ALTER TABLE hosts ALTER incoming_port SET DEFAULT 8000",
                "ALTER TABLE health_checks ALTER path SET DEFAULT '/up'");
        write("{\"host\": \"a.com\", \"health_checks\": [{\"timeout\": 1}]}");
        assertThat(database.ask("SELECT incoming_port FROM hosts")).isEqualTo("8000");
        assertThat(database.ask("SELECT path || timeout FROM health_checks")).isEqualTo("/up1");
        write("{\"host\": \"a.com\", \"incoming_port\": 80, \"health_checks\": [{\"interval\": 7}]}");
        assertThat(database.ask("SELECT incoming_port FROM hosts")).isEqualTo("80");
        assertThat(database.ask("SELECT path || timeout || interval FROM health_checks"))
                .isEqualTo("/up17");
    }

    @Test
    void aRowThatStaysKeepsItsId() throws Exception {
        write("{\"host\": \"a.com\", \"targets\": [\"10.0.0.1\", \"10.0.0.2:81\"]}");
        String ids =
                "SELECT string_agg(id::text, ',' ORDER BY id) FROM targets WHERE address IN ('10.0.0.1', '10.0.0.2')";
        String before = database.ask(ids);
        write("{\"host\": \"a.com\", \"outgoing_port\": 8080,"
                + " \"targets\": [\"10.0.0.3\", \"10.0.0.2:81\", \"10.0.0.1\"]}");
        assertThat(database.ask(ids)).isEqualTo(before);
        assertThat(database.ask("SELECT count(*) FROM targets")).isEqualTo("3");
    }

    private void write(String record) throws SQLException {
        List<Host> hosts = Records.parse(record, Format.JSON).hosts();
        assertThat(HostsWriter.write(database.config(), hosts, false, false, notice -> {}))
                .hasSize(1);
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
