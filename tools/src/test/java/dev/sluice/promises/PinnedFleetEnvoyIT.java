package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.awaitAnswer;
import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.SluiceCommand;
import dev.sluice.command.Shell;
import dev.sluice.config.Environment;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestPostgres;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pinned fleet serves what it served then, whatever happens to its rows, to its daemons and to other fleets. */
@SuppressWarnings("try") // Requests go through Envoys that nobody names.
class PinnedFleetEnvoyIT {
    private final TestDatabase database = TestPostgres.fresh();
    private final int edgePort = FreePorts.next();

    @AutoClose
    private final RunningSluice sluice = RunningSluice.on(database).start();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    @AutoClose
    private final TestEnvoy edge = sluice.startEnvoyOf("edge");

    @TempDir
    private Path home;

    private StringWriter said = new StringWriter();

    @BeforeEach
    void hosts() {
        sluice.sql("INSERT INTO hosts (host, fleet, incoming_port) VALUES ('edge.example', 'edge', %d)"
                .formatted(edgePort));
        sluice.addTarget("edge.example", one);
        sluice.withEnvoy();
        sluice.host("other.example", one);
        awaitAnswer(edgePort, "edge.example", "one");
        sluice.awaitAnswer("other.example", "one");
    }

    /** All rows go to another backend, and one more host comes. */
    private void edit() {
        sluice.sql(
                "UPDATE targets SET port = %d".formatted(two.port()),
                "INSERT INTO hosts (host, fleet, incoming_port) VALUES ('new.example', 'edge', %d)"
                        .formatted(edgePort));
        sluice.awaitAnswer("other.example", "two");
    }

    @Test
    void whatIsPinnedStaysAndWhatIsReleasedFollowsItsRows() {
        assertThat(run("pin", "--fleet", "edge")).isZero();
        assertThat(said.toString())
                .startsWith("pinned fleet edge at revision ")
                .contains(", with 1 host", "until sluice release --fleet edge");
        soon().until(() -> sluice.status().path("pinned").has("edge"));
        assertThat(sluice.status().path("pinned").path("edge").path("revision"))
                .isEqualTo(sluice.status().path("fleets").path("edge").path("revision"));
        edit();
        assertThat(RunningSluice.answer(edgePort, "edge.example")).isEqualTo("one");
        assertARestartMovesTheOtherFleetOnly();
        assertThat(RunningSluice.answer(edgePort, "new.example")).isEqualTo("404");

        assertThat(run("release", "--fleet", "edge")).isZero();
        assertThat(said.toString()).startsWith("released fleet edge\n");
        awaitAnswer(edgePort, "edge.example", "two");
        awaitAnswer(edgePort, "new.example", "503");
        soon().until(() -> !sluice.status().has("pinned"));
    }

    private void assertARestartMovesTheOtherFleetOnly() {
        sluice.stop();
        sluice.startAgain();
        soon().until(() -> edge.stat("control_plane.connected_state") == 1);
        sluice.sql("UPDATE targets SET port = %d WHERE host = 'other.example'".formatted(one.port()));
        sluice.awaitAnswer("other.example", "one");
        assertThat(RunningSluice.answer(edgePort, "edge.example")).isEqualTo("one");
    }

    @Test
    void aVmThatComesLaterServesThePinnedHosts() {
        assertThat(run("pin", "--fleet", "edge")).isZero();
        edit();
        edge.close();
        try (RunningSluice second = RunningSluice.on(database).start();
                TestEnvoy later = second.startEnvoyOf("edge")) {
            awaitAnswer(edgePort, "edge.example", "one");
            assertThat(later.clusters()).containsExactly("edge.example", "xds_cluster");
            sluice.sql("DELETE FROM fleets");
            awaitAnswer(edgePort, "edge.example", "two");
        }
    }

    @Test
    void whatIsReleasedPassesTheGuardAsAnyChangeDoes() {
        for (int i = 0; i < 3; i++) {
            sluice.sql("INSERT INTO hosts (host, fleet) VALUES ('more%d.example', 'edge')".formatted(i));
        }
        sluice.deleteHost("other.example");
        soon().until(() ->
                sluice.status().path("fleets").path("edge").path("hosts").asInt() == 4);
        assertThat(run("pin", "--fleet", "edge")).isZero();
        sluice.sql("DELETE FROM hosts");
        try (RunningSluice guarded = RunningSluice.on(database).guarded().start();
                TestEnvoy other = guarded.startEnvoyOf("edge")) {
            assertThat(other.clusters()).contains("edge.example", "more0.example");
            sluice.sql("UPDATE fleets SET pinned = NULL");
            soon().until(() ->
                    guarded.status().path("held").path("message").asText().startsWith("4 of 4 hosts"));
            assertThat(other.clusters()).contains("edge.example", "more0.example");
        }
    }

    @Test
    void pinnedHostsThatCannotBeReadAreAProblemAndWhatIsServedStays() {
        assertThat(run("pin", "--fleet", "edge")).isZero();
        sluice.sql("UPDATE fleets SET pinned = '[7]'");
        soon().until(() -> sluice.status()
                .path("problems")
                .path(0)
                .path("message")
                .asText()
                .endsWith("is the number 7"));
        edit();
        assertThat(RunningSluice.answer(edgePort, "edge.example")).isEqualTo("one");
        sluice.sql("UPDATE fleets SET pinned = NULL");
        awaitAnswer(edgePort, "edge.example", "two");
        soon().until(() -> sluice.status().path("problems").isEmpty());
    }

    /** As when some VMs are upgraded, one of them pins, and one that is not upgraded yet restarts. */
    @Test
    void whatANewerVersionPinnedStopsNeitherTheFleetNorOthersNotEvenAtAStart() {
        sluice.sql("INSERT INTO hosts (host, fleet, incoming_port) VALUES ('plain.example', 'edge', %d)"
                .formatted(edgePort));
        sluice.addTarget("plain.example", one);
        awaitAnswer(edgePort, "plain.example", "one");
        assertThat(run("pin", "--fleet", "edge")).isZero();
        sluice.sql("UPDATE fleets SET pinned = jsonb_set(pinned, '{0,redirect_https}', 'true')");
        edit();
        assertARestartMovesTheOtherFleetOnly();
        assertThat(RunningSluice.answer(edgePort, "plain.example")).isEqualTo("one");
        assertNamesWhatIsNotKnown(sluice);
        // A machine that never served it has no form of it that is certain.
        edge.close();
        try (RunningSluice fresh = RunningSluice.on(database).start();
                TestEnvoy later = fresh.startEnvoyOf("edge")) {
            awaitAnswer(edgePort, "plain.example", "one");
            assertThat(RunningSluice.answer(edgePort, "edge.example")).isEqualTo("404");
            assertNamesWhatIsNotKnown(fresh);
        }
    }

    private static void assertNamesWhatIsNotKnown(RunningSluice daemon) {
        JsonNode problem = daemon.status().path("problems").path(0);
        assertThat(problem.path("host").asText()).isEqualTo("edge.example");
        assertThat(problem.path("field").asText()).isEqualTo("fleets.pinned");
        assertThat(problem.path("message").asText())
                .startsWith("holds what this version of Sluice does not know: hosts.redirect_https");
    }

    @Test
    void aDaemonThatStartsWhileAPinCannotBeReadGoesOnWithItsDiskAndFollowsOtherFleets() {
        assertThat(run("pin", "--fleet", "edge")).isZero();
        sluice.sql("UPDATE fleets SET pinned = '[{\"sets\": 2}]'");
        edit();
        assertARestartMovesTheOtherFleetOnly();
        assertThat(sluice.status().path("problems"))
                .singleElement()
                .extracting(problem -> problem.path("host").asText())
                .isEqualTo("fleet edge");
    }

    @Test
    void whoMisusesTheCommandsIsToldWhatIsSo() {
        assertThat(run("release", "--fleet", "edge")).isEqualTo(1);
        assertThat(said.toString()).isEqualTo("sluice: the fleet edge is not pinned; no fleet is\n");
        assertThat(run("pin", "--fleet", "nobodys")).isEqualTo(1);
        assertThat(said.toString())
                .isEqualTo(
                        "sluice: the daemon refused: this daemon serves no fleet nobodys, because no Envoy of it came;"
                                + " it serves default, edge\n");
        assertThat(run("pin", "--fleet", "edge")).isZero();
        assertThat(run("pin", "--fleet", "edge")).isEqualTo(1);
        assertThat(said.toString())
                .isEqualTo(
                        "sluice: the fleet edge is pinned already, and stays as it is; to pin it to what its rows say"
                                + " now, release it first\n");
        assertThat(run("release")).isEqualTo(1);
        assertThat(said.toString()).isEqualTo("sluice: the fleet default is not pinned; pinned is edge\n");
    }

    /** The command's exit code; what it says is in {@link #said}. */
    private int run(String... arguments) {
        said = new StringWriter();
        PrintWriter terminal = new PrintWriter(said, true);
        Map<String, String> variables = Map.of(
                "SLUICE_HTTP_PORT",
                Integer.toString(sluice.config().http().port()),
                "SLUICE_DATABASE_URL",
                database.url());
        return SluiceCommand.run(
                new Shell(
                        new Environment(variables, home, "me", true),
                        new BufferedReader(new StringReader("")),
                        false,
                        terminal,
                        terminal),
                Stream.of(arguments).toArray(String[]::new));
    }
}
