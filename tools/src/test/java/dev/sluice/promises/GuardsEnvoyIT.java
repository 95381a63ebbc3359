package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.SluiceCommand;
import dev.sluice.command.Shell;
import dev.sluice.config.Environment;
import dev.sluice.store.Migrations;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestHttp;
import dev.sluice.testing.TestPostgres;
import dev.sluice.testing.Traffic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An emptied or suddenly shrunken table is not applied by itself. */
class GuardsEnvoyIT {
    @TempDir
    Path home;

    private final TestDatabase database = TestPostgres.fresh();

    @AutoClose
    private final RunningSluice sluice =
            RunningSluice.on(database).guarded().start().withEnvoy();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    private final StringWriter said = new StringWriter();

    @Test
    void anEmptiedTableIsHeldUnderTrafficUntilSomebodyConfirmsIt() {
        hosts(30);
        try (Traffic traffic = Traffic.to(sluice.port(), "host7.example")) {
            sluice.sql("TRUNCATE hosts CASCADE");
            awaitHeld();
            assertThat(held()).isEqualTo("30 of 30 hosts are gone at once");
            HttpMessage readiness = sluice.get("/readyz");
            assertThat(readiness.status()).isEqualTo(200);
            assertThat(readiness.body()).contains("ready, but a change is held: 30 of 30 hosts", "sluice confirm");
            // Unrelated changes wait with it, for as many reads as there are.
            JsonNode held = sluice.status().path("held");
            sluice.host("new.example", two);
            int answered = traffic.answered();
            soon().until(() -> readsPassed() && traffic.answered() > answered + 100);
            assertThat(sluice.status().path("held")).isEqualTo(held);
            assertThat(sluice.answer("new.example")).isEqualTo("404");
            assertThat(sluice.answer("host29.example")).isEqualTo("one");
            assertThat(traffic.failures()).isEmpty();
        }
        assertThat(confirm("n\n")).isEqualTo(1);
        assertThat(said.toString()).contains("30 of 30 hosts", "such as host0.example, host1.example");
        assertThat(sluice.answer("host7.example")).isEqualTo("one");
        assertThat(confirm("", "--yes")).isZero();
        sluice.awaitAnswer("new.example", "two");
        sluice.awaitAnswer("host7.example", "404");
        sluice.awaitAnswer("host29.example", "404");
        assertThat(confirm("", "--yes")).isEqualTo(1);
        assertThat(said.toString()).contains("nothing is held");
    }

    @Test
    void rowsThatComeBackReleaseItByThemselves() {
        hosts(60);
        sluice.sql(
                "CREATE TABLE kept AS SELECT * FROM hosts",
                "CREATE TABLE kept_targets AS SELECT * FROM targets",
                "DELETE FROM hosts WHERE host IN (SELECT host FROM hosts ORDER BY host LIMIT 30)");
        awaitHeld();
        sluice.host("new.example", two);
        // Half of them are back; the others are few enough to go by themselves, had this begun with them.
        String back = """
                WITH back AS (
                    INSERT INTO hosts (host, incoming_port) SELECT host, incoming_port FROM kept ORDER BY host LIMIT %d
                    ON CONFLICT DO NOTHING RETURNING host)
                INSERT INTO targets (host, address, port) SELECT host, address, port FROM kept_targets JOIN back USING (host)
                """;
        sluice.sql(back.formatted(15));
        soon().untilAsserted(() -> assertThat(held()).startsWith("15 of 60 hosts are gone"));
        assertThat(sluice.answer("new.example")).isEqualTo("404");
        sluice.sql(back.formatted(60), "DELETE FROM targets WHERE host <> 'new.example'");
        // Now the hosts are back, but not their targets; a read between the two statements lets new.example in.
        soon().untilAsserted(() -> assertThat(held()).matches("60 of 6[01] targets are gone.*"));
        sluice.sql("INSERT INTO targets (host, address, port) SELECT host, address, port FROM kept_targets");
        soon().until(() -> !sluice.status().has("held"));
        sluice.awaitAnswer("new.example", "two");
        for (int i = 0; i < 60; i++) {
            assertThat(sluice.answer("host" + i + ".example")).isEqualTo("one");
        }
    }

    @Test
    void aRestartOfTheDaemonDoesNotLetAnEmptiedTableThrough() {
        hosts(30);
        sluice.stop();
        sluice.sql("TRUNCATE hosts CASCADE");
        for (int i = 0; i < 2; i++) {
            sluice.startAgain();
            awaitHeld();
            assertThat(held()).isEqualTo("30 of 30 hosts are gone at once");
            sluice.awaitServing();
            soon().until(() -> sluice.envoy().stat("control_plane.connected_state") == 1 && readsPassed());
            assertThat(sluice.answer("host7.example")).isEqualTo("one");
            sluice.stop();
        }
        sluice.startAgain();
        awaitHeld();
        assertThat(confirm("", "--yes")).isZero();
        sluice.awaitAnswer("host7.example", "refused");
        sluice.stop();
        sluice.startAgain();
        sluice.awaitServing();
        assertThat(sluice.status().has("held")).isFalse();
    }

    /** The rows are all there, and none of them is where its clients ask. */
    @ParameterizedTest
    @ValueSource(strings = {"fleet = 'green'", "incoming_port = %d"})
    void aMoveOfAllHostsIsHeldUnderTraffic(String to) {
        String move = to.formatted(FreePorts.next());
        hosts(30);
        try (Traffic traffic = Traffic.to(sluice.port(), "host7.example")) {
            sluice.sql("CREATE TABLE kept AS SELECT * FROM hosts", "UPDATE hosts SET " + move);
            awaitHeld();
            assertThat(held()).startsWith("30 of 30 hosts are gone at once from where they were served (30 moved to ");
            assertThat(sluice.get("/readyz").body())
                    .contains("a change is held: 30 of 30 hosts are gone at once from where");
            String back = "UPDATE hosts SET fleet = kept.fleet, incoming_port = kept.incoming_port FROM kept"
                    + " WHERE hosts.host = kept.host AND kept.host < '%s'";
            // All but a few: they are as few as may go, had it begun with them.
            sluice.sql(back.formatted("host8"));
            soon().until(() -> held().startsWith("2 of 30 hosts are gone at once from where"));
            int answered = traffic.answered();
            soon().until(() -> readsPassed() && traffic.answered() > answered + 100);
            sluice.sql(back.formatted("z"));
            soon().until(() -> !sluice.status().has("held"));
            assertThat(sluice.answer("host9.example")).isEqualTo("one");
            assertThat(traffic.failures()).isEmpty();
        }
        sluice.sql("UPDATE hosts SET " + move);
        awaitHeld();
        assertThat(confirm("", "--yes")).isZero();
        assertThat(said.toString()).contains("from where they were served (30 moved to ");
        sluice.awaitAnswer("host7.example", "refused");
    }

    @Test
    void aFewHostsMayMoveAtOnce() {
        hosts(30);
        int other = FreePorts.next();
        sluice.sql("UPDATE hosts SET incoming_port = %d WHERE host ~ '^host1[0-9]'".formatted(other));
        RunningSluice.awaitAnswer(other, "host10.example", "one");
        assertThat(sluice.status().has("held")).isFalse();
    }

    @Test
    void aFleetOfFewAmongManyIsNotEmptiedUnasked() {
        int port = FreePorts.next();
        hosts(100);
        sluice.sql("""
                WITH added AS (
                    INSERT INTO hosts (host, fleet, incoming_port)
                    SELECT 'office' || i || '.example', 'office', %d FROM generate_series(0, 4) AS i RETURNING host)
                INSERT INTO targets (host, address, port) SELECT host, '%s', %d FROM added
                """.formatted(port, two.address(), two.port()));
        try (TestEnvoy office = sluice.startEnvoyOf("office")) {
            RunningSluice.awaitAnswer(port, "office0.example", "two");
            sluice.sql("DELETE FROM hosts WHERE fleet = 'office'");
            awaitHeld();
            assertThat(held()).isEqualTo("5 of 5 hosts of fleet office are gone at once");
            soon().until(this::readsPassed);
            assertThat(office.clusters()).contains("office0.example");
            assertThat(RunningSluice.answer(port, "office0.example")).isEqualTo("two");
        }
    }

    /** It was served by nobody, so to mend it takes nothing away. */
    @Test
    void aMisspeltFleetIsAProblemOfItsHostsAndIsMendedUnasked() {
        hosts(2);
        sluice.sql("""
                INSERT INTO hosts (host, fleet, incoming_port)
                SELECT 'typo' || i || '.example', 'defualt', %d FROM generate_series(0, 29) AS i
                """.formatted(sluice.port()));
        // A minute, in which its Envoys might come back to a daemon that was restarted.
        RunningSluice.within(Patience.LIMIT.plusMinutes(1))
                .until(() -> sluice.status().path("problems").size() == 30);
        JsonNode problem = sluice.status().path("problems").path(7);
        assertThat(problem.path("host").asText()).startsWith("typo");
        assertThat(problem.path("message").asText())
                .isEqualTo("is defualt, and no Envoy of this fleet has come to this daemon; is it a misspelling of"
                        + " default?");
        assertThat(sluice.status()
                        .path("fleets_without_envoy")
                        .path("defualt")
                        .path("hosts")
                        .asInt())
                .isEqualTo(30);
        assertThat(sluice.get("/readyz").status()).isEqualTo(200);
        sluice.sql("UPDATE hosts SET fleet = 'default'");
        sluice.awaitAnswer("typo29.example", "503");
        soon().until(() ->
                sluice.status().path("problems").isEmpty() && !sluice.status().has("fleets_without_envoy"));
        sluice.sql("UPDATE hosts SET fleet = 'defualt'");
        awaitHeld();
    }

    /** As test helpers do it, and "flush" commands: what says whose the rows are is gone as well. */
    @Test
    void aTruncateOfEveryTableIsHeldOverARestart() {
        hosts(30);
        sluice.sql("TRUNCATE hosts, targets, health_checks, fleets, sluice_changes, sluice_database,"
                + " sluice_schema_history");
        awaitHeld();
        sluice.stop();
        sluice.startAgain();
        awaitHeldAndServed("30 of 30 hosts are gone at once; the rows are of another database than those served");
    }

    @Test
    void theFirstRowsOfAnotherDatabaseAreHeldWhereTheyLoseTooMuch() {
        hosts(2);
        sluice.stop();
        sluice.sql("TRUNCATE hosts CASCADE", "UPDATE sluice_database SET id = gen_random_uuid()");
        sluice.startAgain();
        awaitHeldAndServed("2 of 2 hosts are gone at once; the rows are of another database than those served");
        assertThat(confirm("", "--yes")).isZero();
        sluice.awaitAnswer("host1.example", "refused");
        sluice.stop();
        sluice.startAgain();
        sluice.awaitServing();
        assertThat(sluice.status().has("held")).isFalse();
    }

    @Test
    void aDumpThatIsRestoredIntoAnotherDatabaseIsAppliedWhenItHasAboutTheSameHosts() {
        hosts(30);
        sluice.stop();
        sluice.sql(
                "DELETE FROM hosts WHERE host IN ('host3.example', 'host4.example')",
                "UPDATE sluice_database SET id = gen_random_uuid()");
        sluice.host("new.example", two);
        sluice.startAgain();
        sluice.awaitAnswer("new.example", "two");
        sluice.awaitAnswer("host3.example", "404");
        assertThat(sluice.answer("host7.example")).isEqualTo("one");
        assertThat(sluice.status().has("held")).isFalse();
    }

    /** A wrong name in the URL, or a database that is about to be restored: tables made there would be in the way. */
    @Test
    void noTablesAreMadeInAnEmptyDatabaseWhileSomethingWasServed() throws Exception {
        hosts(30);
        soon().until(() -> sluice.kept().contains("host29.example"));
        sluice.sql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        for (int i = 0; i < 2; i++) {
            soon().until(() ->
                    sluice.status().path("database").path("reason").asText().contains("is it the right one?"));
            assertThat(sluice.status().path("database").path("reason").asText())
                    .isEqualTo("the database " + sluice.config().database().name() + " has no tables of Sluice's,"
                            + " but hosts were served before: is it the right one? Restore it, or create empty tables"
                            + " with: sluice migrate");
            assertThat(sluice.get("/readyz").status()).isEqualTo(200);
            assertThat(sluice.answer("host7.example")).isEqualTo("one");
            assertThat(tables()).isEqualTo("0");
            sluice.stop();
            sluice.startAgain();
            sluice.awaitServing();
        }
        Migrations.migrate(sluice.config().database());
        awaitHeldAndServed("30 of 30 hosts are gone at once; the rows are of another database than those served");
        assertThat(confirm("", "--yes")).isZero();
        sluice.awaitAnswer("host7.example", "refused");
    }

    private String tables() throws SQLException {
        return database.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'");
    }

    private void awaitHeldAndServed(String message) {
        awaitHeld();
        assertThat(held()).isEqualTo(message);
        assertThat(sluice.get("/readyz").body()).contains("ready, but a change is held: " + message);
        sluice.awaitServing();
        soon().until(() -> sluice.envoy().stat("control_plane.connected_state") == 1 && readsPassed());
        assertThat(sluice.answer("host1.example")).isEqualTo("one");
    }

    private String held() {
        return sluice.status().path("held").path("message").asText();
    }

    private String heldId() {
        return sluice.status().path("held").path("id").asText();
    }

    @Test
    void whoAppliesAFileIsToldThatItIsHeld() throws Exception {
        hosts(30);
        Path file = Files.writeString(
                home.resolve("one.yaml"),
                "host: host1.example\ntargets: [\"%s:%d\"]\n".formatted(one.address(), one.port()));
        assertThat(run("", "apply", "--prune", file.toString())).isZero();
        assertThat(said.toString())
                .contains("29 deleted")
                .contains("the daemon on this machine applies no change now: 29 of 30 hosts are gone at once; what is"
                        + " served stays until the rows are back or sluice confirm lets it through");
        assertThat(sluice.answer("host7.example")).isEqualTo("one");
        said.getBuffer().setLength(0);
        assertThat(confirm("", "--yes")).isZero();
        assertThat(run("", "apply", file.toString())).isZero();
        assertThat(said.toString()).doesNotContain("no change now").contains("1 unchanged");
    }

    @Test
    void whatIsDeletedOneByOneGoes() {
        hosts(30);
        for (int i = 0; i < 30; i++) {
            sluice.deleteHost("host" + i + ".example");
            sluice.awaitAnswer("host" + i + ".example", i < 29 ? "404" : "refused");
        }
        assertThat(sluice.status().has("held")).isFalse();
    }

    @Test
    void allTargetsOfAllHostsMayBeReplacedAtOnce() {
        hosts(30);
        sluice.sql("UPDATE targets SET address = '%s', port = %d".formatted(two.address(), two.port()));
        for (int i = 0; i < 30; i++) {
            sluice.awaitAnswer("host" + i + ".example", "two");
        }
        assertThat(sluice.status().has("held")).isFalse();
    }

    @Test
    void onlyTheLossThatIsHeldNowCanBeConfirmed() throws IOException {
        hosts(60);
        sluice.sql("DELETE FROM hosts WHERE host IN (SELECT host FROM hosts ORDER BY host LIMIT 30)");
        awaitHeld();
        String stale = heldId();
        sluice.sql("DELETE FROM hosts");
        soon().until(() -> !heldId().equals(stale));
        HttpMessage refused = post("/confirm?id=" + stale);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("what is held now is another change");
        assertThat(post("/confirm").status()).isEqualTo(409);
        soon().until(this::readsPassed);
        assertThat(sluice.answer("host7.example")).isEqualTo("one");
        String id = heldId();
        assertThat(post("/confirm?id=" + id).status()).isEqualTo(202);
        sluice.awaitAnswer("host7.example", "refused");
        // What was confirmed once is not for a second time.
        hosts(60);
        sluice.sql("DELETE FROM hosts");
        awaitHeld();
        assertThat(heldId()).isEqualTo(id);
        soon().until(this::readsPassed);
        assertThat(sluice.answer("host7.example")).isEqualTo("one");
    }

    /** In one transaction, so in one read. */
    private void hosts(int number) {
        sluice.sql("""
                WITH added AS (
                    INSERT INTO hosts (host, incoming_port)
                    SELECT 'host' || i || '.example', %d FROM generate_series(0, %d) AS i RETURNING host)
                INSERT INTO targets (host, address, port) SELECT host, '%s', %d FROM added
                """.formatted(sluice.port(), number - 1, one.address(), one.port()));
        for (int i = 0; i < number; i++) {
            sluice.awaitAnswer("host" + i + ".example", "one");
        }
    }

    private void awaitHeld() {
        soon().until(() -> sluice.status().has("held"));
    }

    /** Whether the rows were read twice more since this was asked first. */
    private boolean readsPassed() {
        String readAt = readAt();
        soon().until(() -> !readAt().equals(readAt));
        String next = readAt();
        soon().until(() -> !readAt().equals(next));
        return true;
    }

    private String readAt() {
        return sluice.status().path("database").path("read_at").asText();
    }

    private HttpMessage post(String path) throws IOException {
        return TestHttp.post(sluice.config().http().port(), "localhost", path);
    }

    /** The command's exit code; what it says is added to {@link #said}. */
    private int confirm(String typed, String... more) {
        String[] arguments = new String[more.length + 1];
        arguments[0] = "confirm";
        System.arraycopy(more, 0, arguments, 1, more.length);
        return run(typed, arguments);
    }

    private int run(String typed, String... arguments) {
        PrintWriter terminal = new PrintWriter(said, true);
        Shell shell = new Shell(
                new Environment(
                        Map.of(
                                "SLUICE_HTTP_PORT",
                                Integer.toString(sluice.config().http().port()),
                                "SLUICE_DATABASE_URL",
                                database.url()),
                        home,
                        "me",
                        true),
                new BufferedReader(new StringReader(typed)),
                !typed.isEmpty(),
                terminal,
                terminal);
        return SluiceCommand.run(shell, arguments);
    }
}
