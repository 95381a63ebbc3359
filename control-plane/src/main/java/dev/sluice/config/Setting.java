package dev.sluice.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.event.Level;

/**
 * One setting: its names, its default and how its text is read. {@link #ALL} is the only list of settings. Variables,
 * flags, keys of the file and the table in {@code docs/settings.md} come from this list.
 *
 * @param key its name in messages and logs, such as {@code sync-interval}
 * @param fallback the default, as text; empty when the machine decides or there is no default
 * @param meaning one line, with range and default where the text alone does not say it
 * @param use which commands have its flag
 * @param parser its text's type and range
 */
public record Setting<T>(String key, String fallback, String meaning, Use use, Parser<T> parser) {
    /** Which commands need a setting. */
    public enum Use {
        DATABASE,
        DAEMON,
        HTTP,
        TRANSLATION,
        LOG
    }

    public static final Setting<Optional<Conninfo>> DATABASE_URL = new Setting<>(
            "database-url",
            "",
            "where the rows are: postgres://user@host:5432/database, several hosts with commas, or a jdbc:postgresql: URL",
            Use.DATABASE,
            text -> text.isEmpty() ? Optional.empty() : Optional.of(DatabaseUrl.parse(text)));

    public static final Setting<Optional<Path>> DATABASE_PASSWORD_FILE = new Setting<>(
            "database-password-file",
            "",
            "a file that holds the database password; without it systemd's credential database-password is used",
            Use.DATABASE,
            Parsers.path());

    public static final Setting<Boolean> MIGRATE = new Setting<>(
            "migrate", "true", "whether serve creates or updates the tables at its start", Use.DAEMON, Parsers.bool());

    public static final Setting<Duration> SYNC_INTERVAL = new Setting<>(
            "sync-interval",
            "1s",
            "how often the rows are read, 100ms to 1h",
            Use.DAEMON,
            Parsers.duration(Duration.ofMillis(100), Duration.ofHours(1)));

    public static final Setting<Boolean> NOTIFY = new Setting<>(
            "notify", "true", "whether a commit wakes the sync at once, by NOTIFY", Use.DAEMON, Parsers.bool());

    public static final Setting<String> XDS_ADDRESS = new Setting<>(
            "xds-address",
            "127.0.0.1",
            "where Envoy fetches its configuration; beyond loopback only with the three files of mutual TLS below",
            Use.DAEMON,
            Parsers.address());

    public static final Setting<Integer> XDS_PORT =
            new Setting<>("xds-port", "18000", "the port of the xDS server, 1 to 65535", Use.DAEMON, Parsers.port());

    public static final Setting<Set<Long>> XDS_USERS = new Setting<>(
            "xds-users",
            "",
            "the users of this machine who may speak to the xDS port, by name or number, with commas; none named: all",
            Use.DAEMON,
            UserNames::parse);

    public static final Setting<Optional<Path>> XDS_CERTIFICATE = new Setting<>(
            "xds-certificate",
            "",
            "the xDS server's certificate, a PEM file; with it the port speaks mutual TLS only",
            Use.DAEMON,
            Parsers.path());

    public static final Setting<Optional<Path>> XDS_KEY =
            new Setting<>("xds-key", "", "the certificate's key, a PEM file (PKCS#8)", Use.DAEMON, Parsers.path());

    public static final Setting<Optional<Path>> XDS_CLIENT_CA = new Setting<>(
            "xds-client-ca", "", "who signs the certificates of Envoys, a PEM file", Use.DAEMON, Parsers.path());

    public static final Setting<String> LISTEN_ADDRESS = new Setting<>(
            "listen-address",
            "all",
            "what Envoy's listeners bind: an IP address, or all (:: with IPv4 included, 0.0.0.0 on a machine without IPv6)",
            Use.TRANSLATION,
            Parsers.addressOrAll());

    public static final Setting<String> HTTP_ADDRESS = new Setting<>(
            "http-address",
            "127.0.0.1",
            "where health, readiness and status are served; a loopback address",
            Use.HTTP,
            Parsers.loopback());

    public static final Setting<Integer> HTTP_PORT = new Setting<>(
            "http-port", "18080", "the port of health, readiness and status, 1 to 65535", Use.HTTP, Parsers.port());

    public static final Setting<HostPort> ENVOY_ADMIN = new Setting<>(
            "envoy-admin", "127.0.0.1:9901", "where Envoy's admin interface listens", Use.DAEMON, Parsers.hostPort());

    public static final Setting<Optional<Path>> STATE_DIR = new Setting<>(
            "state-dir",
            "",
            "where the daemon keeps files: systemd's $STATE_DIRECTORY, else /var/lib/sluice when that can be written,"
                    + " else $XDG_STATE_HOME/sluice",
            Use.DAEMON,
            Parsers.path());

    public static final Setting<BigDecimal> GUARD_SHARE = new Setting<>(
            "guard-share",
            "0.15",
            "the part of all hosts, or of all targets, that may be gone at once without sluice confirm, 0 to 1; 1 is no guard",
            Use.DAEMON,
            Parsers.share());

    public static final Setting<Integer> GUARD_MINIMUM = new Setting<>(
            "guard-minimum",
            "20",
            "how many hosts or targets may be gone at once, however few there are, 0 to 1000000",
            Use.DAEMON,
            Parsers.integer(0, 1_000_000));

    public static final Setting<Integer> MAX_HOSTS = new Setting<>(
            "max-hosts",
            "200000",
            "a table with more hosts, or with ten times as many targets, is not applied, 1 to 10000000",
            Use.DAEMON,
            Parsers.integer(1, 10_000_000));

    public static final Setting<Integer> MAX_TARGETS = new Setting<>(
            "max-targets",
            "1000",
            "a host with more targets is a mistake, and stays as it was; 1 to 100000",
            Use.DAEMON,
            Parsers.integer(1, 100_000));

    public static final Setting<Duration> MAX_STANDBY_LAG = new Setting<>(
            "max-standby-lag",
            "10s",
            "how far behind its primary a standby may be and still be read, 100ms to 24h",
            Use.DAEMON,
            Parsers.duration(Duration.ofMillis(100), Duration.ofHours(24)));

    public static final Setting<LogFormat> LOG_FORMAT = new Setting<>(
            "log-format",
            "auto",
            "text, journald, json, or auto (journald under systemd, text elsewhere)",
            Use.LOG,
            Parsers.oneOf(LogFormat.class));

    public static final Setting<Level> LOG_LEVEL = new Setting<>(
            "log-level", "info", "error, warn, info, debug or trace", Use.LOG, Parsers.oneOf(Level.class));

    public static final List<Setting<?>> ALL = List.of(
            DATABASE_URL,
            DATABASE_PASSWORD_FILE,
            MIGRATE,
            SYNC_INTERVAL,
            NOTIFY,
            XDS_ADDRESS,
            XDS_PORT,
            XDS_USERS,
            XDS_CERTIFICATE,
            XDS_KEY,
            XDS_CLIENT_CA,
            LISTEN_ADDRESS,
            HTTP_ADDRESS,
            HTTP_PORT,
            ENVOY_ADMIN,
            STATE_DIR,
            GUARD_SHARE,
            GUARD_MINIMUM,
            MAX_HOSTS,
            MAX_TARGETS,
            MAX_STANDBY_LAG,
            LOG_FORMAT,
            LOG_LEVEL);

    /** The environment variable, such as {@code SLUICE_SYNC_INTERVAL}. */
    public String variable() {
        return "SLUICE_" + fileKey().toUpperCase(Locale.ROOT);
    }

    /** The command-line flag, such as {@code --sync-interval}. */
    public String flag() {
        return "--" + key;
    }

    /** The key in {@code sluice.yaml}, such as {@code sync_interval}. */
    public String fileKey() {
        return key.replace('-', '_');
    }
}
