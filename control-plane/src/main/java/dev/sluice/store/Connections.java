package dev.sluice.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import dev.sluice.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to PostgreSQL that never wait for ever: by itself the driver does, on a frozen server. */
public final class Connections {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** No statement of ours takes long: 100,000 targets are read in 0.1 s. */
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(15);
    /** The network's turn, should the server not keep its own timeout: frozen, or gone without a word. */
    private static final Duration SOCKET_TIMEOUT = STATEMENT_TIMEOUT.plusSeconds(5);

    private static final Map<String, String> DEFAULTS = Map.of(
            "ApplicationName",
            "sluice",
            "connectTimeout",
            seconds(CONNECT_TIMEOUT),
            "loginTimeout",
            seconds(CONNECT_TIMEOUT.multipliedBy(2)),
            "socketTimeout",
            seconds(SOCKET_TIMEOUT),
            "tcpKeepAlive",
            "true",
            // Of several servers, one that did not fit is left out that long; by itself the driver does so for 10 s.
            "hostRecheckSeconds",
            "1",
            "options",
            "-c statement_timeout=" + STATEMENT_TIMEOUT.toMillis() + " -c lock_timeout=5000"
                    + " -c idle_in_transaction_session_timeout=30000");

    /** Not among the options: the driver takes a server whose new sessions cannot write for a standby. */
    private static final Map<String, String> READ_ONLY = Map.of("readOnly", "true", "readOnlyMode", "always");

    private Connections() {}

    /** A pool for reading. The daemon needs one connection; the second is for when that one hangs. */
    static HikariDataSource pool(Database database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("sluice");
        config.setDataSource(readOnly(database));
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_TIMEOUT.multipliedBy(2).toMillis());
        config.setValidationTimeout(CONNECT_TIMEOUT.toMillis());
        config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
        config.setMaxLifetime(Duration.ofMinutes(30).toMillis());
        // The daemon starts without a database and waits for one.
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(false);
        config.setReadOnly(true);
        return new HikariDataSource(config);
    }

    /** Single connections that can only read. */
    static PGSimpleDataSource readOnly(Database database) {
        Map<String, String> readOnly = new HashMap<>(DEFAULTS);
        readOnly.putAll(READ_ONLY);
        return dataSource(database, readOnly);
    }

    /** Single connections that can write, for the commands that do. */
    public static PGSimpleDataSource writable(Database database) {
        Map<String, String> timeouts = DEFAULTS.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("options"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return dataSource(database, timeouts);
    }

    private static PGSimpleDataSource dataSource(Database database, Map<String, String> defaults) {
        Properties properties = new Properties();
        properties.putAll(defaults);
        properties.putAll(database.properties());
        if (defaults.containsKey("options") && database.properties().containsKey("options")) {
            // The user's come last and win.
            properties.put(
                    "options",
                    defaults.get("options") + " " + database.properties().get("options"));
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        properties.putAll(throughUnixSocket(database));
        source.setURL(url(database));
        properties.forEach((name, value) -> set(source, name.toString(), value.toString()));
        source.setUser(database.user());
        database.password().map(Secret::value).ifPresent(source::setPassword);
        return source;
    }

    /** For a Unix socket: how to make it, and no TLS, which libpq does not use there either. Nothing for TCP. */
    private static Map<String, String> throughUnixSocket(Database database) {
        return unixSocket(database)
                .map(path -> Map.of(
                        "socketFactory",
                        UnixSocketFactory.class.getName(),
                        "socketFactoryArg",
                        path.toString(),
                        "sslmode",
                        "disable",
                        "gssEncMode",
                        "disable"))
                .orElse(Map.of());
    }

    private static Optional<Path> unixSocket(Database database) {
        return database.servers().stream().findFirst().flatMap(HostPort::unixSocket);
    }

    private static void set(PGSimpleDataSource source, String name, String value) {
        try {
            source.setProperty(name, value);
        } catch (java.sql.SQLException unknown) {
            throw new IllegalArgumentException("database: " + unknown.getMessage(), unknown);
        }
    }

    private static String url(Database database) {
        // The driver wants a name even where it is not what is connected to.
        String servers = unixSocket(database).isPresent()
                ? "localhost"
                : database.servers().stream().map(HostPort::toString).collect(Collectors.joining(","));
        return "jdbc:postgresql://" + servers + "/"
                + java.net.URLEncoder.encode(database.name(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
