package dev.sluice.doctor;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Config;
import dev.sluice.config.Database;
import dev.sluice.config.Environment;
import dev.sluice.config.HostPort;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.doctor.Finding.Verdict;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load balancer that is well, and one that is broken in one way at a time. */
class DoctorIT {
    private static final String HOST = "shop.example.com";

    @TempDir
    Path root;

    private final TestDatabase rows = TestPostgres.fresh();
    private final RunningSluice sluice = RunningSluice.on(rows).start();

    @AfterEach
    void stop() {
        sluice.close();
    }

    private static Map<Setting<?>, String> settings(Config config, String databaseUrl) {
        return Map.of(
                Setting.DATABASE_URL,
                databaseUrl,
                Setting.XDS_PORT,
                "" + config.xds().port(),
                Setting.HTTP_PORT,
                "" + config.http().port(),
                Setting.ENVOY_ADMIN,
                config.envoyAdmin().toString(),
                Setting.STATE_DIR,
                config.stateDir().toAbsolutePath().toString());
    }

    private List<Finding> examine(String databaseUrl) throws IOException {
        return examine(settings(sluice.config(), databaseUrl));
    }

    /** As the daemon's unit has it, on a machine of which only the files under {@link #root} are made up. */
    private List<Finding> examine(Map<Setting<?>, String> set) throws IOException {
        Path settings = root.resolve("etc/sluice/sluice.env");
        Files.createDirectories(settings.getParent());
        StringBuilder text = new StringBuilder("# The daemon's settings\n");
        set.forEach((setting, value) -> text.append(setting.variable() + "=" + value + "\n"));
        Files.writeString(settings, text);
        Vm vm = new Vm(root, new Environment(Map.of(), root, "me", true));
        return Checks.run(
                vm,
                () -> Settings.load(
                        new Settings.Sources(vm.ofTheDaemon(), Map.of(), Optional.of(Path.of("/dev/null")))));
    }

    private List<Finding> examine() throws IOException {
        return examine(rows.url());
    }

    private static Map<String, String> told(List<Finding> findings, Verdict verdict) {
        Map<String, String> sentences = new TreeMap<>();
        findings.stream()
                .filter(finding -> finding.verdict() == verdict)
                .forEach(finding ->
                        sentences.merge(finding.subject(), finding.sentence(), (one, two) -> one + "; " + two));
        return sentences;
    }

    private Map<String, String> failures() throws IOException {
        return told(examine(), Verdict.FAIL);
    }

    /** With a host that is served; its data are kept on disk by then. */
    private void serving(TestBackend backend) {
        sluice.withEnvoy();
        sluice.host(HOST, backend);
        sluice.awaitAnswer(HOST, "one");
        RunningSluice.soon().until(() -> Files.exists(sluice.config().stateDir().resolve("last-known-good.jsonl")));
    }

    @Test
    void aHealthyOneHasNoFailure() throws Exception {
        try (TestBackend backend = TestBackend.start("one")) {
            serving(backend);
            List<Finding> findings = examine();
            assertThat(told(findings, Verdict.FAIL)).isEmpty();
            assertThat(told(findings, Verdict.OK))
                    .containsKeys(
                            "settings",
                            "state folder",
                            "last known good",
                            "memory",
                            "database",
                            "role",
                            "triggers",
                            "schema",
                            "daemon",
                            "rows",
                            "envoy")
                    .containsEntry("fleet", "default, with 1 host")
                    .containsEntry("port " + sluice.config().xds().port(), "is the daemon's xDS")
                    .containsEntry("port " + sluice.config().envoyAdmin().port(), "is Envoy's admin")
                    .containsEntry("port " + sluice.port(), "Envoy listens there, as rows ask for");
            assertThat(told(findings, Verdict.OK).get("envoy"))
                    .startsWith(
                            "is connected to the daemon; is live, as node sluice of the cluster default; version 1.40.")
                    .endsWith("; asks the daemon for its configuration, and not files");
            assertThat(told(findings, Verdict.SKIPPED)).containsOnlyKeys("units", "clock");
        }
    }

    @Test
    void aDatabaseThatIsDown() throws Exception {
        String url = "postgres://ops:hunter2@127.0.0.1:" + FreePorts.next() + "/rows";
        List<Finding> findings = examine(url);
        assertThat(told(findings, Verdict.FAIL).get("database")).contains("refused");
        assertThat(told(findings, Verdict.SKIPPED)).containsKeys("schema", "memory", "incoming ports");
        assertThat(findings.toString()).doesNotContain("hunter2");
    }

    @Test
    void aDatabaseThatIsDownIsOneFailureAndNamedOnce() throws Exception {
        int port = FreePorts.next();
        Database nowhere =
                new Database(List.of(new HostPort("127.0.0.1", port)), "rows", "ops", Optional.empty(), Map.of());
        try (RunningSluice daemon = RunningSluice.on(rows).reachedBy(nowhere).launch()) {
            daemon.launchEnvoy();
            RunningSluice.soon().untilAsserted(() -> {
                List<Finding> findings =
                        examine(settings(daemon.config(), "postgres://ops@127.0.0.1:" + port + "/rows"));
                assertThat(told(findings, Verdict.FAIL)).containsOnlyKeys("database");
                assertThat(told(findings, Verdict.OK)).doesNotContainKeys("rows", "daemon");
                assertThat(told(findings, Verdict.SKIPPED))
                        .containsEntry("daemon", "runs, and has nothing to serve, because the database cannot be read")
                        .containsEntry("rows", "not looked at, because the daemon cannot read them")
                        .containsEntry("memory", "not looked at, because the rows cannot be read")
                        .containsEntry("schema", "not looked at, because the database cannot be asked")
                        .containsEntry(
                                "envoy",
                                "not connected, because the daemon has nothing to serve yet; waits for the daemon,"
                                        + " which has nothing to serve yet");
            });
        }
    }

    @Test
    void theFolderIsTheOneThatTheDaemonUses() throws Exception {
        try (TestBackend backend = TestBackend.start("one")) {
            serving(backend);
            Map<Setting<?>, String> elsewhere = new HashMap<>(settings(sluice.config(), rows.url()));
            elsewhere.put(Setting.STATE_DIR, root.resolve("nothing-here").toString());
            soon().untilAsserted(() -> assertThat(told(examine(elsewhere), Verdict.OK))
                    .containsEntry("last known good", "a start without the database would serve 1 host"));
        }
    }

    @Test
    void withoutTheRightToReadTheSettingsDaemonAndEnvoyAreAskedAllTheSame() throws Exception {
        sluice.withEnvoy();
        Settings addresses = Settings.loadWithoutDatabase(new Settings.Sources(
                new Environment(Map.of(), root, "me", true),
                settings(sluice.config(), rows.url()),
                Optional.of(Path.of("/dev/null"))));
        Seen<Config> hidden = Seen.asRoot("the settings");
        Running running = Running.look(hidden, new Seen.There<>(addresses.config()));
        assertThat(running.status().value()).isPresent();
        assertThat(running.envoy().value()).isPresent();
        sluice.stop();
        assertThat(Running.look(hidden, new Seen.There<>(addresses.config())).status())
                .isEqualTo(new Seen.Hidden<>(
                        "nothing answers at http://" + sluice.config().http()
                                + ", and which address the settings name is not known",
                        ""));
    }

    @Test
    void aWrongPassword() throws Exception {
        List<Finding> findings = examine(rows.url().replace(rows.password(), "hunter2"));
        assertThat(told(findings, Verdict.FAIL).get("database")).endsWith("; check user and password");
        assertThat(findings.toString()).doesNotContain("hunter2");
    }

    @Test
    void aMissingRight() throws Exception {
        String reader = rows.name() + "_reader";
        TestPostgres.superuser("CREATE ROLE " + reader + " LOGIN PASSWORD 'x'");
        rows.execute(
                "GRANT SELECT ON targets, health_checks, fleets, sluice_changes, sluice_database, sluice_schema_history TO "
                        + reader);
        List<Finding> findings = examine("postgres://" + reader + ":x@127.0.0.1:" + rows.port() + "/" + rows.name());
        assertThat(told(findings, Verdict.FAIL)).containsEntry("role", "may not read hosts");
        assertThat(findings)
                .anySatisfy(finding -> assertThat(finding.remedy())
                        .isEqualTo("as their owner: GRANT SELECT ON hosts TO the daemon's role"));
        assertThat(told(findings, Verdict.OK)).containsEntry("schema", "is up to date");
    }

    @Test
    void aDroppedTrigger() throws Exception {
        rows.execute("DROP TRIGGER sluice_update ON targets", "ALTER TABLE hosts DISABLE TRIGGER sluice_truncate");
        assertThat(told(examine(), Verdict.WARN).get("triggers"))
                .startsWith("gone or disabled: hosts.sluice_truncate, targets.sluice_update;");
    }

    @Test
    void aDroppedTriggerOfFleets() throws Exception {
        rows.execute("ALTER TABLE fleets DISABLE TRIGGER sluice_change");
        assertThat(told(examine(), Verdict.WARN).get("triggers")).startsWith("gone or disabled: fleets.sluice_change;");
    }

    @Test
    void triggersThatReplicatedRowsDoNotFire() throws Exception {
        rows.execute("ALTER TABLE targets ENABLE TRIGGER USER");
        assertThat(told(examine(), Verdict.WARN).get("triggers"))
                .startsWith("not enabled for replication: targets.sluice_replicated;");
    }

    /** A trigger that the next migration makes is no second failure. */
    @Test
    void triggersThatAreToCome() throws Exception {
        rows.execute(
                "DELETE FROM sluice_schema_history WHERE version::int > 4",
                "DROP TRIGGER sluice_replicated ON targets");
        Map<String, String> told = told(examine(), Verdict.OK);
        assertThat(told).containsEntry("triggers", "those that note changes are there");
    }

    @Test
    void aStaleSchema() throws Exception {
        String newest = rows.ask("SELECT max(version::int) FROM sluice_schema_history");
        rows.execute("DELETE FROM sluice_schema_history WHERE version = '" + newest + "'");
        assertThat(failures().get("schema")).startsWith("lacks " + newest + " ");
    }

    @Test
    void noTables() throws Exception {
        Map<String, String> failures = told(examine(TestPostgres.fresh().url()), Verdict.FAIL);
        assertThat(failures.get("role")).startsWith("finds no table fleets, health_checks, hosts, ");
        assertThat(failures.get("schema")).startsWith("lacks 1 hosts targets health checks");
    }

    @Test
    void aNewerSchema() throws Exception {
        rows.execute(
                "INSERT INTO sluice_schema_history (installed_rank, version, description, type, script, installed_by,"
                        + " execution_time, success) VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 'x', 1, true)");
        assertThat(told(examine(), Verdict.WARN)).containsEntry("schema", "was made by a newer Sluice: 99 later");
    }

    @Test
    void noEnvoy() throws Exception {
        sluice.host(HOST);
        Map<String, String> failures = failures();
        assertThat(failures.get("envoy"))
                .contains(
                        "none is connected to the daemon",
                        "nothing answers at http://" + sluice.config().envoyAdmin());
        assertThat(failures.get("port " + sluice.config().envoyAdmin().port()))
                .isEqualTo("nobody listens there, and it is Envoy's admin");
    }

    @Test
    void noDaemon() throws Exception {
        sluice.stop();
        Map<String, String> failures = failures();
        assertThat(failures.get("daemon"))
                .isEqualTo("nothing answers at http://" + sluice.config().http());
        assertThat(failures)
                .containsKeys(
                        "port " + sluice.config().xds().port(),
                        "port " + sluice.config().http().port());
    }

    @Test
    void somebodyElseOnTheDaemonsPort() throws Exception {
        sluice.stop();
        try (TestEnvoy other = TestEnvoy.start("{}", sluice.config().http().port())) {
            other.awaitLive();
            Map<String, String> failures = failures();
            assertThat(failures.get("port " + sluice.config().http().port()))
                    .isEqualTo("envoy listens there, and it is the daemon's status");
            assertThat(failures.get("daemon"))
                    .isEqualTo("what answers at http://" + sluice.config().http() + " is not a daemon of Sluice");
        }
    }

    @Test
    void somebodyElseOnAnIncomingPort() throws Exception {
        sluice.withEnvoy();
        try (ServerSocket taken = new ServerSocket(sluice.port(), 1, InetAddress.getLoopbackAddress())) {
            sluice.host(HOST);
            RunningSluice.soon()
                    .untilAsserted(() -> assertThat(failures())
                            .containsEntry(
                                    "port " + taken.getLocalPort(),
                                    "rows ask for it as incoming_port, and java listens there"));
            RunningSluice.soon()
                    .untilAsserted(() -> assertThat(failures().get("envoy"))
                            .startsWith("refused what it was sent last, a Listener: "));
        }
    }

    @Test
    void aRowWithAProblem() throws Exception {
        sluice.sql("INSERT INTO hosts (host, incoming_port) VALUES ('a.example', "
                + sluice.config().xds().port() + ")");
        RunningSluice.soon()
                .untilAsserted(() -> assertThat(told(examine(), Verdict.WARN).get("rows"))
                        .startsWith("a.example: hosts.incoming_port "));
    }

    @Test
    void aDamagedLastKnownGood() throws Exception {
        try (TestBackend backend = TestBackend.start("one")) {
            serving(backend);
            Files.writeString(sluice.config().stateDir().resolve("last-known-good.jsonl"), "{}");
            assertThat(failures().get("last known good")).endsWith(" does not begin as a file of Sluice's does");
        }
    }

    @Test
    void anEnvoyThatStartedFromFiles() throws Exception {
        try (TestBackend backend = TestBackend.start("one")) {
            serving(backend);
            sluice.envoy().close();
            sluice.stop();
            Path files = sluice.config().stateDir().toAbsolutePath().normalize().resolve("envoy");
            Map<String, String> variables = Map.of("BOOT_FILES", files.toString(), "PATIENCE", "0");
            int admin = sluice.config().envoyAdmin().port();
            try (TestEnvoy envoy = TestEnvoy.startByScript(sluice.bootstrap(), admin, variables)) {
                envoy.awaitLive();
                sluice.startAgain();
                sluice.awaitServing();
                assertThat(told(examine(), Verdict.WARN).get("envoy"))
                        .startsWith("found no daemon at its start and reads the files of its boot");
            }
        }
    }

    @Test
    void aPasswordFileThatOthersCanRead() throws Exception {
        Path credential = root.resolve("etc/credstore/sluice.database-password");
        Files.createDirectories(credential.getParent());
        Files.writeString(credential, rows.password());
        Files.setPosixFilePermissions(credential, PosixFilePermissions.fromString("rw-r--r--"));
        List<Finding> findings = examine(rows.url().replace(":" + rows.password(), ""));
        assertThat(told(findings, Verdict.FAIL).get("password file")).startsWith("others than its owner can use");
        assertThat(told(findings, Verdict.OK)).containsKey("database");
        assertThat(findings.toString()).doesNotContain(rows.password());
    }

    @Test
    void wrongSettings() throws Exception {
        List<Finding> findings = examine("hunter2");
        assertThat(told(findings, Verdict.FAIL).get("settings"))
                .isEqualTo(
                        "database-url (SLUICE_DATABASE_URL) must be a URL such as postgres://user@host:5432/database");
        assertThat(told(findings, Verdict.SKIPPED)).containsEntry("database", "the settings are wrong");
    }
}
