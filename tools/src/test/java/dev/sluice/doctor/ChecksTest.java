package dev.sluice.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.doctor.Finding.Verdict;
import dev.sluice.store.Checkup;
import dev.sluice.store.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a running load balancer cannot be brought into in a test: other versions, other machines, systemd's words. */
class ChecksTest {
    private static <T> Seen<T> hidden() {
        return new Seen.Hidden<>("not looked at", "");
    }

    private static Installed installed(Seen<Units> units) {
        return new Installed(hidden(), List.of(), hidden(), hidden(), hidden(), hidden(), units);
    }

    private static Examination seen(Installed installed, Running running, Rows rows, Machine machine) {
        return new Examination(installed, running, rows, machine);
    }

    private static Examination withDatabase(Checkup facts) {
        Rows rows = new Rows(
                new Seen.There<>(facts),
                new Seen.There<>(new Migrations.State(List.of(), List.of())),
                new Seen.There<>(new Checkup.Wanted(List.of(), 0, 0, List.of())));
        return seen(installed(hidden()), nothingRuns(), rows, machine(1L << 30, 17));
    }

    private static Running nothingRuns() {
        return new Running(hidden(), hidden(), hidden(), hidden());
    }

    private static Machine machine(long memory, int java) {
        return new Machine(hidden(), new Seen.There<>(memory), java);
    }

    private static Checkup database(int version, Duration ahead, boolean superuser) {
        return new Checkup(
                version + ".1",
                version,
                ahead,
                superuser,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                Optional.empty());
    }

    private static Checkup standby(Optional<Duration> lag) {
        return new Checkup("18.1", 18, Duration.ZERO, false, List.of(), List.of(), List.of(), List.of(), true, lag);
    }

    private static Finding only(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    @ParameterizedTest
    @CsvSource({"13, FAIL", "14, OK", "18, OK", "19, WARN"})
    void theDatabasesVersion(int version, Verdict verdict) {
        Examination seen = withDatabase(database(version, Duration.ZERO, false));
        assertThat(only(DatabaseChecks.database(seen)).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"PT4S, OK", "PT6S, WARN", "PT-6S, WARN"})
    void theDatabasesClock(Duration ahead, Verdict verdict) {
        assertThat(only(DatabaseChecks.clock(withDatabase(database(18, ahead, false))))
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void aSuperuser() {
        assertThat(only(DatabaseChecks.role(withDatabase(database(18, Duration.ZERO, true))))
                        .verdict())
                .isEqualTo(Verdict.WARN);
    }

    @Test
    void aStandby() {
        assertThat(DatabaseChecks.standby(withDatabase(database(18, Duration.ZERO, false))))
                .isEmpty();
        // Without settings no lag is allowed.
        assertThat(only(DatabaseChecks.standby(withDatabase(standby(Optional.of(Duration.ZERO)))))
                        .verdict())
                .isEqualTo(Verdict.OK);
        assertThat(only(DatabaseChecks.standby(withDatabase(standby(Optional.of(Duration.ofSeconds(9))))))
                        .sentence())
                .startsWith("the database is a standby, 9 s behind its primary, and SLUICE_MAX_STANDBY_LAG is");
        assertThat(only(DatabaseChecks.standby(withDatabase(standby(Optional.empty()))))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @CsvSource({"16, WARN", "17, OK", "25, OK", "26, WARN"})
    void theJava(int version, Verdict verdict) {
        Examination seen = seen(installed(hidden()), nothingRuns(), noRows(), machine(1, version));
        assertThat(only(MachineChecks.java(seen)).verdict()).isEqualTo(verdict);
    }

    private static Rows noRows() {
        return new Rows(hidden(), hidden(), hidden());
    }

    @ParameterizedTest
    @CsvSource({"1000, 0, 1000, OK", "10000, 0, 1000, OK", "10000, 10000, 1000, WARN", "20000, 0, 1000, FAIL"})
    void theMemory(int hosts, int checked, long megabytes, Verdict verdict) {
        Rows rows = new Rows(
                hidden(), hidden(), new Seen.There<>(new Checkup.Wanted(List.of(), hosts, checked, List.of())));
        Examination seen = seen(installed(hidden()), nothingRuns(), rows, machine(megabytes * 1_000_000, 17));
        assertThat(only(MachineChecks.memory(seen)).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"true, OK", "false, WARN"})
    void theClock(boolean synchronised, Verdict verdict) {
        Machine machine = new Machine(new Seen.There<>(synchronised), hidden(), 17);
        assertThat(only(MachineChecks.clock(seen(installed(hidden()), nothingRuns(), noRows(), machine)))
                        .verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "abc/1.40.7/Clean/RELEASE/BoringSSL, OK",
        "abc/1.40.0/Modified/RELEASE/BoringSSL, OK",
        "abc/1.39.3/Clean/RELEASE/BoringSSL, WARN",
        "abc/1.41.0/Clean/RELEASE/BoringSSL, OK",
        "abc, WARN"
    })
    void theEnvoysVersion(String version, Verdict verdict) throws IOException {
        assertThat(only(EnvoyChecks.version(withEnvoy("LIVE", version))).verdict())
                .isEqualTo(verdict);
    }

    @Test
    void anEnvoyThatIsTooOld() throws IOException {
        Finding finding = only(EnvoyChecks.version(withEnvoy("LIVE", "abc/1.39.3/Clean/RELEASE/BoringSSL")));
        assertThat(finding.sentence())
                .isEqualTo(
                        "version 1.39.3 is older than 1.40, the oldest that Sluice supports: it is served all the same,"
                                + " and may refuse what newer ones take");
        assertThat(finding.remedy()).isEqualTo("use Envoy 1.40 or newer");
    }

    @ParameterizedTest
    @CsvSource({
        "'', OK",
        "'admin: {}', OK",
        "'dynamic_resources: { lds_config: { path_config_source: { path: /x } } }', WARN"
    })
    void whereTheEnvoyReads(String overlay, Verdict verdict) throws IOException {
        JsonNode info =
                new ObjectMapper().readTree("{\"command_line_options\": {\"config_yaml\": \"" + overlay + "\"}}");
        assertThat(only(EnvoyChecks.source(withEnvoy(info))).verdict()).isEqualTo(verdict);
    }

    @Test
    void aFleetThatNobodyHasHeardOf() throws IOException {
        Examination envoy = withEnvoy("LIVE", "");
        Seen<Checkup.Wanted> wanted = new Seen.There<>(new Checkup.Wanted(List.of("default", "edge"), 0, 0, List.of()));
        Rows rows = new Rows(hidden(), hidden(), wanted);
        assertThat(only(EnvoyChecks.fleet(seen(installed(hidden()), envoy.running(), rows, machine(1, 17))))
                        .sentence())
                .isEqualTo("egde has no host; there are default, edge");
    }

    @Test
    void whatTheDaemonHoldsAndWhomItDoesNotKnow() throws IOException {
        Examination seen = withStatus("""
                {"held": {"message": "3 of 3 hosts of fleet edge are gone at once"}, "problems": [],
                 "fleets_without_envoy": {"egde": {"hosts": 1}, "office": {"hosts": 3}}}
                """);
        assertThat(only(DaemonChecks.rows(seen)))
                .isEqualTo(Finding.warn(
                        "rows",
                        "a change is held: 3 of 3 hosts of fleet edge are gone at once",
                        "bring the rows back, or let it through: sluice confirm"));
        assertThat(only(EnvoyChecks.otherFleets(seen)))
                .isEqualTo(Finding.skipped(
                        "fleet",
                        "no Envoy has come to this daemon of egde (1 host), office (3 hosts)",
                        "see that other machines serve them; if none does, correct hosts.fleet"));
        assertThat(EnvoyChecks.otherFleets(withStatus("{}"))).isEmpty();
    }

    @Test
    void anEnvoyThatLagsIsNamed() throws IOException {
        Examination seen = withStatus("""
                {"envoys": {"streams": 3, "each": [
                 {"id": "well", "fleet": "default", "since": "2026-11-23T16:00:00Z"},
                 {"id": "slow", "fleet": "edge", "silent_since": "2026-11-23T16:00:00Z"},
                 {"id": "old", "fleet": "edge", "refuses_hosts": 2, "refuses": {"a.example": "no such filter"}}]}}
                """);
        assertThat(DaemonChecks.envoys(seen))
                .filteredOn(finding -> finding.verdict() != Verdict.OK)
                .containsExactly(
                        Finding.warn(
                                "envoy",
                                "slow of fleet edge has not answered since 2026-11-23T16:00:00Z",
                                "if it stays so, see what it does: " + seen.log("envoy")),
                        Finding.warn(
                                "envoy",
                                "old of fleet edge does not take 2 hosts as the rows are; a.example: no such filter",
                                "correct the rows, or bring this Envoy to the version of the others"));
    }

    private static Examination withStatus(String status) throws IOException {
        return seen(
                installed(hidden()),
                new Running(hidden(), new Seen.There<>(new ObjectMapper().readTree(status)), hidden(), hidden()),
                noRows(),
                machine(1, 17));
    }

    @ParameterizedTest
    @CsvSource({"LIVE, OK", "DRAINING, FAIL", "PRE_INITIALIZING, FAIL"})
    void theEnvoysState(String state, Verdict verdict) throws IOException {
        assertThat(only(EnvoyChecks.envoy(withEnvoy(state, ""))).verdict()).isEqualTo(verdict);
    }

    private static Examination withEnvoy(String state, String version) throws IOException {
        JsonNode info = new ObjectMapper()
                .readTree("{\"state\": \"" + state + "\", \"version\": \"" + version
                        + "\", \"node\": {\"cluster\": \"egde\"}}");
        return withEnvoy(info);
    }

    private static Examination withEnvoy(JsonNode info) {
        return seen(
                installed(hidden()),
                new Running(hidden(), hidden(), hidden(), new Seen.There<>(info)),
                noRows(),
                machine(1, 17));
    }

    @Test
    void theUnits() {
        Units units = Units.parse("""
                Id=sluice.service
                LoadState=loaded
                ActiveState=failed
                SubState=failed
                UnitFileState=enabled
                NRestarts=0
                Result=exit-code
                ExecMainStatus=78

                Id=envoy.service
                LoadState=loaded
                ActiveState=active
                SubState=running
                UnitFileState=disabled
                NRestarts=1
                Result=success
                ExecMainStatus=0
                """);
        Examination seen = seen(installed(new Seen.There<>(units)), nothingRuns(), noRows(), machine(1, 17));
        assertThat(UnitChecks.of(seen))
                .extracting(finding -> finding.verdict() + " " + finding.subject() + " " + finding.sentence())
                .containsExactly(
                        "FAIL sluice.service does not run: failed because a setting is wrong",
                        "OK envoy.service runs",
                        "WARN envoy.service does not start with the machine",
                        "WARN envoy.service was started again 1 time by systemd, because it ended");
    }

    @ParameterizedTest
    @CsvSource({"inactive, FAIL", "activating, WARN", "active, OK"})
    void aUnitsState(String state, Verdict verdict) {
        Units units = Units.parse("Id=sluice.service\nLoadState=loaded\nUnitFileState=enabled\nActiveState=" + state);
        Examination seen = seen(installed(new Seen.There<>(units)), nothingRuns(), noRows(), machine(1, 17));
        assertThat(only(UnitChecks.of(seen)).verdict()).isEqualTo(verdict);
    }

    @Test
    void whatWasNotInstalled() {
        Units units = Units.parse("Id=envoy.service\nLoadState=not-found\nActiveState=inactive");
        Examination seen = seen(installed(new Seen.There<>(units)), nothingRuns(), noRows(), machine(1, 17));
        assertThat(only(UnitChecks.of(seen)).sentence()).isEqualTo("is not installed");
    }

    @Test
    void anEnvironmentFileIsReadAsSystemdReadsIt() {
        assertThat(EnvironmentFile.parse("# no\n;A=1\n\nB=x=y z\n C='d e'\nE=\"f\"\nnothing\n"))
                .isEqualTo(Map.of("B", "x=y z", "C", "d e", "E", "f"));
    }

    /** As long as a process of systemd's has not become the program that it is to be, all that systemd holds is open there. */
    @Test
    void aSocketThatSystemdHoldsIsTheDaemons(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(
                proc.resolve("net/tcp"),
                "heading\n   0: 0100007F:4650 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1 0\n");
        holds(proc, "1", "systemd");
        holds(proc, "8", "(agetty)");
        assertThat(Sockets.read(proc).value().orElseThrow().program(18000)).contains(Sockets.HOLDER);
        holds(proc, "7", "java");
        assertThat(Sockets.read(proc).value().orElseThrow().program(18000)).contains("java");
    }

    private static void holds(Path proc, String process, String program) throws IOException {
        Files.createDirectories(proc.resolve(process).resolve("fd"));
        Files.writeString(proc.resolve(process).resolve("comm"), program + "\n");
        Files.createSymbolicLink(proc.resolve(process).resolve("fd/3"), Path.of("socket:[101]"));
    }

    @Test
    void whoListensComesFromTheKernel(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.createDirectories(proc.resolve("7/fd"));
        Files.writeString(proc.resolve("7/comm"), "nginx\n");
        Files.createSymbolicLink(proc.resolve("7/fd/3"), Path.of("socket:[101]"));
        String head =
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
        Files.writeString(
                proc.resolve("net/tcp"),
                head
                        + "   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1 0\n"
                        + "   1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 102 1 0\n");
        Files.writeString(
                proc.resolve("net/tcp6"),
                head + "   0: 00000000000000000000000000000000:4650 00000000000000000000000000000000:0000 0A"
                        + " 00000000:00000000 00:00000000 00000000     0        0 103 1 0\n");
        Sockets sockets = Sockets.read(proc).value().orElseThrow();
        assertThat(sockets.program(80)).contains("nginx");
        assertThat(sockets.isListenedOn(8080)).isFalse();
        assertThat(sockets.isListenedOn(18000)).isTrue();
        assertThat(sockets.program(18000)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLUICE_DATABASE_URL=postgres://me:hunter2@db/rows\n",
                "A=b\nDATABASE_URL=postgres://me:x@db/rows"
            })
    void aPasswordInTheSettingsFile(String text) {
        assertThat(only(environmentFile(text)).verdict()).isEqualTo(Verdict.WARN);
        assertThat(environmentFile(text).toString()).doesNotContain("hunter2");
    }

    @Test
    void noneInTheSettingsFile() {
        assertThat(environmentFile("# postgres://me:x@db/rows\nSLUICE_DATABASE_URL=postgres://me@db:5432/rows\n"))
                .isEmpty();
    }

    private static List<Finding> environmentFile(String text) {
        Installed installed =
                new Installed(hidden(), List.of(), new Seen.There<>(text), hidden(), hidden(), hidden(), hidden());
        return InstalledChecks.environmentFile(seen(installed, nothingRuns(), noRows(), machine(1, 17)));
    }

    @ParameterizedTest
    @CsvSource({"5, FAIL", "100, WARN", "1000, OK"})
    void aFullDisk(long megabytes, Verdict verdict) {
        assertThat(only(disk("/var/lib/sluice", "sluice", megabytes)).verdict()).isEqualTo(verdict);
    }

    @Test
    void aStateFolderOfSomebodyElse() {
        assertThat(disk("/var/lib/sluice", "root", 1000))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.OK, Verdict.FAIL);
        assertThat(disk("/srv/mine", "root", 1000)).hasSize(1);
    }

    @Test
    void envoyMustBeAbleToReadWhatItStartsFrom() {
        for (Optional<String> wrong : List.of(Optional.of("sluice"), Optional.<String>empty())) {
            assertThat(disk("/var/lib/sluice", "sluice", 1000, wrong))
                    .extracting(Finding::verdict)
                    .containsExactly(Verdict.OK, Verdict.FAIL);
        }
        assertThat(disk("/var/lib/sluice", "sluice", 1000, Optional.of("envoy")))
                .hasSize(1);
        assertThat(disk("/srv/mine", "root", 1000, Optional.empty())).hasSize(1);
    }

    private static List<Finding> disk(String folder, String owner, long megabytes) {
        return disk(folder, owner, megabytes, Optional.of("envoy"));
    }

    private static List<Finding> disk(String folder, String owner, long megabytes, Optional<String> readers) {
        Installed.Disk disk = new Installed.Disk(Path.of(folder), owner, megabytes * 1_000_000, readers);
        Installed installed = new Installed(
                hidden(),
                List.of(),
                hidden(),
                hidden(),
                new Seen.There<>(disk),
                hidden(),
                new Seen.There<>(new Units(List.of())));
        return InstalledChecks.disk(seen(installed, nothingRuns(), noRows(), machine(1, 17)));
    }
}
