package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class SettingsTest {
    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>();
    private final Map<Setting<?>, String> flags = new HashMap<>();
    private Path file;

    @BeforeEach
    void anEmptyFileAndADatabase() throws IOException {
        file = Files.writeString(home.resolve("sluice.yaml"), "");
        variables.put("SLUICE_DATABASE_URL", "postgres://ops@db/rows");
    }

    @Test
    void defaultsStandForAllThatIsNotSet() throws InvalidConfig {
        variables.put("STATE_DIRECTORY", "/var/lib/sluice-a:/var/lib/other");
        Settings settings = load();
        assertThat(settings.config())
                .isEqualTo(new Config(
                        new Database(
                                List.of(new HostPort("db", 5432)),
                                "rows",
                                "ops",
                                Optional.empty(),
                                Map.of("ApplicationName", "sluice")),
                        true,
                        Duration.ofSeconds(1),
                        true,
                        new HostPort("127.0.0.1", 18000),
                        XdsAccess.OPEN,
                        "::",
                        new HostPort("127.0.0.1", 18080),
                        new HostPort("127.0.0.1", 9901),
                        Path.of("/var/lib/sluice-a"),
                        Limits.USUAL));
        assertThat(settings.log()).isEqualTo(new LogSettings(LogFormat.AUTO, Level.INFO));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void everySettingReachesTheConfig() throws InvalidConfig, IOException {
        Path password = Files.writeString(home.resolve("password"), "hunter2\n");
        variables.put("SLUICE_DATABASE_PASSWORD_FILE", password.toString());
        variables.put("SLUICE_MIGRATE", "false");
        variables.put("SLUICE_SYNC_INTERVAL", "500ms");
        variables.put("SLUICE_NOTIFY", "false");
        variables.put("SLUICE_XDS_ADDRESS", "::1");
        variables.put("SLUICE_XDS_PORT", "1");
        variables.put("SLUICE_XDS_USERS", "root, 1001");
        variables.put("SLUICE_XDS_CERTIFICATE", "/x/tls.crt");
        variables.put("SLUICE_XDS_KEY", "/x/tls.key");
        variables.put("SLUICE_XDS_CLIENT_CA", "/x/ca");
        variables.put("SLUICE_LISTEN_ADDRESS", "10.0.0.1");
        variables.put("SLUICE_HTTP_ADDRESS", "localhost");
        variables.put("SLUICE_HTTP_PORT", "65535");
        variables.put("SLUICE_ENVOY_ADMIN", "[::1]:9902");
        variables.put("SLUICE_STATE_DIR", "/srv/sluice");
        variables.put("SLUICE_GUARD_SHARE", "0.5");
        variables.put("SLUICE_GUARD_MINIMUM", "7");
        variables.put("SLUICE_MAX_HOSTS", "1000");
        variables.put("SLUICE_MAX_TARGETS", "50");
        variables.put("SLUICE_MAX_STANDBY_LAG", "2m");
        variables.put("SLUICE_LOG_FORMAT", "json");
        variables.put("SLUICE_LOG_LEVEL", "DEBUG");
        Settings settings = load();
        assertThat(settings.config())
                .isEqualTo(new Config(
                        new Database(
                                List.of(new HostPort("db", 5432)),
                                "rows",
                                "ops",
                                Optional.of(new Secret("hunter2")),
                                Map.of("ApplicationName", "sluice"),
                                Optional.of(new SecretFile(password, false))),
                        false,
                        Duration.ofMillis(500),
                        false,
                        new HostPort("::1", 1),
                        new XdsAccess(
                                Set.of(0L, 1001L),
                                Optional.of(
                                        new TlsFiles(Path.of("/x/tls.crt"), Path.of("/x/tls.key"), Path.of("/x/ca")))),
                        "10.0.0.1",
                        new HostPort("127.0.0.1", 65535),
                        new HostPort("::1", 9902),
                        Path.of("/srv/sluice"),
                        new Limits(new BigDecimal("0.5"), 7, 1000, 50, Duration.ofMinutes(2))));
        assertThat(settings.log()).isEqualTo(new LogSettings(LogFormat.JSON, Level.DEBUG));
    }

    @Test
    void flagBeatsVariableBeatsFileBeatsDefault() throws InvalidConfig, IOException {
        assertThat(load().config().syncInterval()).hasSeconds(1);
        Files.writeString(file, "sync_interval: 2s\n");
        assertThat(load().config().syncInterval()).hasSeconds(2);
        variables.put("SLUICE_SYNC_INTERVAL", "3s");
        assertThat(load().config().syncInterval()).hasSeconds(3);
        flags.put(Setting.SYNC_INTERVAL, "4s");
        assertThat(load().config().syncInterval()).hasSeconds(4);
    }

    @Test
    void theDatabaseIsNamedByFlagVariableDatabaseUrlLibpqThenFile() throws InvalidConfig, IOException {
        variables.clear();
        Files.writeString(file, "database_url: postgres://ops@file/rows\n");
        assertThat(databaseHost()).isEqualTo("file");
        variables.put("PGHOST", "libpq");
        assertThat(databaseHost()).isEqualTo("libpq");
        variables.put("DATABASE_URL", "postgres://ops@url/rows");
        assertThat(databaseHost()).isEqualTo("url");
        variables.put("SLUICE_DATABASE_URL", "postgres://ops@own/rows");
        assertThat(databaseHost()).isEqualTo("own");
        flags.put(Setting.DATABASE_URL, "postgres://ops@flag/rows");
        assertThat(databaseHost()).isEqualTo("flag");
    }

    @Test
    void libpqsVariablesMakeADatabase() throws InvalidConfig {
        variables.clear();
        variables.putAll(Map.of(
                "PGHOST", "a,b",
                "PGPORT", "1,2",
                "PGDATABASE", "rows",
                "PGUSER", "ops",
                "PGPASSWORD", " hunter2 ",
                "PGSSLMODE", "require",
                "PGSSLCERT", "/c",
                "PGSSLKEY", "/k",
                "PGCONNECT_TIMEOUT", "7",
                "PGTARGETSESSIONATTRS", "read-write"));
        assertThat(load().config().database())
                .isEqualTo(new Database(
                        List.of(new HostPort("a", 1), new HostPort("b", 2)),
                        "rows",
                        "ops",
                        Optional.of(new Secret(" hunter2 ")),
                        Map.of(
                                "ApplicationName", "sluice",
                                "sslmode", "require",
                                "sslcert", "/c",
                                "sslkey", "/k",
                                "connectTimeout", "7",
                                "targetServerType", "primary")));
    }

    @Test
    void libpqsVariablesFillInWhatTheUrlLeavesOutAndNothingElse() throws InvalidConfig {
        variables.put("DATABASE_URL", "postgres://ignored/ignored");
        variables.putAll(Map.of("PGPORT", "6432", "PGUSER", "other", "PGSSLMODE", "require", "PGPASSWORD", "hunter2"));
        Settings settings = load();
        assertThat(settings.config().database().servers()).containsExactly(new HostPort("db", 6432));
        assertThat(settings.config().database().user()).isEqualTo("ops");
        assertThat(lines(settings))
                .contains("database-url=postgres://ops@db:6432/rows?ApplicationName=sluice&sslmode=require"
                        + " (SLUICE_DATABASE_URL, PGPASSWORD, PGPORT, PGSSLMODE)")
                .contains("database-password=*** (PGPASSWORD)");
    }

    @Test
    void libpqsDefaultsAreTheUsersNameAndLocalhost() throws InvalidConfig {
        variables.clear();
        variables.put("PGUSER", "ops");
        Database database = load().config().database();
        assertThat(database.servers()).containsExactly(new HostPort("localhost", 5432));
        assertThat(database.name()).isEqualTo("ops");
    }

    @Test
    void withoutAnyDatabaseTheStartIsRefusedUnlessTheCommandDoesWithout() throws InvalidConfig {
        variables.clear();
        assertThat(mistakes())
                .singleElement()
                .asString()
                .startsWith("database-url is not set: set SLUICE_DATABASE_URL=");
        assertThat(Settings.loadWithoutDatabase(sources()).config().listenAddress())
                .isEqualTo("::");
    }

    @Test
    void allMistakesAreToldAtOnceEachWithPlaceValueAndWhatIsRight() throws IOException {
        Files.writeString(file, "# ours\nhttp_port: 0\nxds_prot: 1\nlog_level: [info]\n");
        variables.put("SLUICE_SYNC_INTERVAL", "5");
        variables.put("SLUICE_POL_INTERVAL", "5s");
        variables.put("SLUICE_NOTIFY", "yes");
        variables.put("SLUICE_ENVOY_ADMIN", "9901");
        variables.put("SLUICE_STATE_DIR", "state");
        variables.put("PGSSLMODE", "on");
        flags.put(Setting.LISTEN_ADDRESS, "eth0");
        flags.put(Setting.LOG_FORMAT, "xml");
        assertThat(mistakes().stream().map(Mistake::toString))
                .containsExactlyInAnyOrder(
                        "http-port=0 (" + file + ":2) must be a port from 1 to 65535",
                        "xds_prot (" + file + ":3) is no setting; did you mean xds_port?",
                        "log_level (" + file + ":4) must be one value, not a list or a mapping",
                        "sync-interval=5 (SLUICE_SYNC_INTERVAL) must be a duration from 100ms to 1h, such as 500ms, 1s or 2m",
                        "SLUICE_POL_INTERVAL (environment) is no setting; did you mean SLUICE_SYNC_INTERVAL?",
                        "notify=yes (SLUICE_NOTIFY) must be true or false",
                        "envoy-admin=9901 (SLUICE_ENVOY_ADMIN) must be an address and a port, such as 127.0.0.1:9901",
                        "state-dir=state (SLUICE_STATE_DIR) must be an absolute path",
                        "PGSSLMODE=on (environment) must have for sslmode one of allow, disable, prefer, require,"
                                + " verify-ca, verify-full",
                        "listen-address=eth0 (--listen-address) must be all, or an IP address of this machine",
                        "log-format=xml (--log-format) must be one of auto, text, journald, json");
    }

    @Test
    void nothingListensBeyondLoopbackWithoutAProofOfWhoAsks() {
        variables.put("SLUICE_XDS_ADDRESS", "0.0.0.0");
        variables.put("SLUICE_HTTP_ADDRESS", "2001:db8::1");
        assertThat(mistakes())
                .extracting(Mistake::toString)
                .containsExactlyInAnyOrder(
                        "http-address=2001:db8::1 (SLUICE_HTTP_ADDRESS) must be a loopback address such as 127.0.0.1 or ::1",
                        "xds-address=0.0.0.0 (SLUICE_XDS_ADDRESS) must be a loopback address such as 127.0.0.1, or come with"
                                + " xds-certificate, xds-key and xds-client-ca: beyond loopback the port speaks mutual TLS only");
    }

    @Test
    void halfOfMutualTlsIsNone() {
        variables.put("SLUICE_XDS_ADDRESS", "10.0.0.1");
        variables.put("SLUICE_XDS_CERTIFICATE", "/x/tls.crt");
        variables.put("SLUICE_XDS_KEY", "/x/tls.key");
        assertThat(mistakes())
                .extracting(Mistake::toString)
                .hasSize(2)
                .anyMatch(text -> text.startsWith("xds-client-ca") && text.contains("must be set as well"));
    }

    @Test
    void aUserWhoIsNotHereIsNamed() {
        variables.put("SLUICE_XDS_USERS", "root,no-such-user");
        assertThat(mistakes()).hasSize(1).first().asString().contains("/etc/passwd has no \"no-such-user\"");
        variables.put("SLUICE_XDS_USERS", "65534");
        assertThat(mistakes()).hasSize(1).first().asString().contains("must not be nobody");
    }

    @Test
    void aPasswordInAnUnknownVariableOrAWrongUrlIsNotShown() {
        variables.put("SLUICE_DATABASE_PASSWORD", "hunter2");
        variables.put("SLUICE_DATABASE_URL", "postgres://ops:hunter2@db:x/rows");
        assertThat(mistakes().toString())
                .contains("did you mean SLUICE_DATABASE_PASSWORD_FILE?")
                .contains("(SLUICE_DATABASE_URL) must be a URL")
                .doesNotContain("hunter2");
    }

    @Test
    void theIntervalHasARange() {
        for (String wrong : List.of("99ms", "3601s", "1h1ms")) {
            variables.put("SLUICE_SYNC_INTERVAL", wrong);
            assertThat(mistakes()).as(wrong).hasSize(1);
        }
    }

    @Test
    void twoServersOnOnePortAreAMistake() {
        variables.put("SLUICE_HTTP_PORT", "18000");
        assertThat(mistakes())
                .singleElement()
                .asString()
                .contains("http-port=18000 (SLUICE_HTTP_PORT) must be another");
    }

    @Test
    void aBlankVariableCountsAsNotSet() throws InvalidConfig {
        variables.put("SLUICE_SYNC_INTERVAL", " ");
        assertThat(load().config().syncInterval()).hasSeconds(1);
    }

    @Test
    void withoutIpv6AllMeansIpv4() throws InvalidConfig {
        Environment ipv4 = new Environment(variables, home, "me", false);
        Settings settings = Settings.load(new Settings.Sources(ipv4, flags, Optional.of(file)));
        assertThat(settings.config().listenAddress()).isEqualTo("0.0.0.0");
    }

    @Test
    void everySettingIsInTheEffectiveLinesOnceAndNoSecretIs() throws InvalidConfig, IOException {
        Files.writeString(file, "\nxds-port: 18001\n");
        variables.put("SLUICE_DATABASE_URL", "postgres://ops:hunter2@db/rows?sslmode=require");
        flags.put(Setting.SYNC_INTERVAL, "2s");
        Settings settings = load();
        assertThat(lines(settings))
                .contains(
                        "sync-interval=2s (--sync-interval)",
                        "xds-port=18001 (" + file + ":2)",
                        "database-password=*** (SLUICE_DATABASE_URL)",
                        "http-port=18080 (default)");
        assertThat(settings.toString()).doesNotContain("hunter2");
        assertThat(settings.effective().stream().map(Effective::key))
                .doesNotHaveDuplicates()
                .containsAll(Setting.ALL.stream()
                        .map(Setting::key)
                        .filter(key -> !key.equals("database-password-file"))
                        .toList());
    }

    @Test
    void thePasswordIsLookedUpInTheUrlTheFileTheVariableTheCredentialThenLibpqsFile() throws Exception {
        Path passfile = Files.writeString(home.resolve(".pgpass"), "*:*:*:ops:of the pass file\n");
        Files.setPosixFilePermissions(passfile, PosixFilePermissions.fromString("rw-------"));
        assertThat(password()).isEqualTo("of the pass file");
        Files.writeString(home.resolve("database-password"), "of the credential\n");
        variables.put("CREDENTIALS_DIRECTORY", home.toString());
        assertThat(password()).isEqualTo("of the credential");
        variables.put("PGPASSWORD", "of the variable");
        assertThat(password()).isEqualTo("of the variable");
        variables.put(
                "SLUICE_DATABASE_PASSWORD_FILE",
                Files.writeString(home.resolve("file"), "of the file").toString());
        assertThat(password()).isEqualTo("of the file");
        variables.put("SLUICE_DATABASE_URL", "postgres://ops:url@db/rows");
        assertThat(password()).isEqualTo("url");
    }

    @Test
    void thePassFileThatTheUrlNamesComesBeforeThePasswordsOfOtherPlaces() throws Exception {
        Path passfile = Files.writeString(home.resolve("mine"), "db:*:rows:ops:of the URL's file\n");
        Files.setPosixFilePermissions(passfile, PosixFilePermissions.fromString("rw-------"));
        variables.put("SLUICE_DATABASE_URL", "postgres://ops@db/rows?passfile=" + passfile);
        variables.put("PGPASSWORD", "of the variable");
        assertThat(password()).isEqualTo("of the URL's file");
    }

    @Test
    void aPasswordOnTheCommandLineIsWarnedOf() throws InvalidConfig {
        flags.put(Setting.DATABASE_URL, "postgres://ops:hunter2@db/rows");
        assertThat(load().warnings())
                .singleElement()
                .asString()
                .contains("shows its password")
                .doesNotContain("hunter2");
    }

    @Test
    void aPassFileThatOthersCanReadIsNotUsedAndSaysSo() throws Exception {
        Path passfile = Files.writeString(home.resolve("mine"), "*:*:*:*:secret\n");
        variables.put("PGPASSFILE", passfile.toString());
        Files.setPosixFilePermissions(passfile, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(load().config().database().password()).isEmpty();
        assertThat(load().warnings())
                .containsExactly("passfile " + passfile + " is not used: others can read it; chmod 600 " + passfile);
        Files.setPosixFilePermissions(passfile, PosixFilePermissions.fromString("rw-------"));
        assertThat(password()).isEqualTo("secret");
    }

    @Test
    void aMissingOrEmptyPasswordFileIsAMistake() throws IOException {
        variables.put("SLUICE_DATABASE_PASSWORD_FILE", "/nowhere/password");
        assertThat(mistakes()).singleElement().asString().contains("No Such File");
        variables.put(
                "SLUICE_DATABASE_PASSWORD_FILE",
                Files.writeString(home.resolve("empty"), "\n").toString());
        assertThat(mistakes()).singleElement().asString().contains("this one is empty");
    }

    @Test
    void libpqsVariablesThatAreNotReadAreMentioned() throws InvalidConfig {
        variables.put("PGSERVICE", "rows");
        assertThat(load().warnings()).containsExactly("PGSERVICE is set, but Sluice does not read it");
    }

    @Test
    void aFileThatIsNoYamlOrMissingIsAMistakeWithItsPlace() throws IOException {
        Files.writeString(file, "a: b\nc: [\n");
        assertThat(mistakes()).singleElement().asString().startsWith("config (" + file + ":3) is not YAML: ");
        Files.writeString(file, "- a\n");
        assertThat(mistakes()).singleElement().asString().contains("must hold lines of the form setting: value");
        Files.writeString(file, "migrate: true\nmigrate: false\n");
        assertThat(mistakes()).singleElement().asString().isEqualTo("migrate (" + file + ":2) is set twice");
        file = home.resolve("missing.yaml");
        assertThat(mistakes())
                .singleElement()
                .asString()
                .isEqualTo("config (" + file + ") cannot be read: No Such File");
    }

    private Settings.Sources sources() {
        return new Settings.Sources(new Environment(variables, home, "me", true), flags, Optional.of(file));
    }

    private Settings load() throws InvalidConfig {
        return Settings.load(sources());
    }

    private List<Mistake> mistakes() {
        return catchThrowableOfType(InvalidConfig.class, this::load).mistakes();
    }

    private String databaseHost() throws InvalidConfig {
        return load().config().database().servers().get(0).address();
    }

    private String password() throws InvalidConfig {
        return load().config().database().password().orElseThrow().value();
    }

    private static List<String> lines(Settings settings) {
        return settings.effective().stream().map(Effective::toString).toList();
    }
}
