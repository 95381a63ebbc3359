package dev.sluice.store;

import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to PostgreSQL that never wait for ever: by itself the driver does, on a frozen server. */
public final class Connections {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** No statement of ours takes long: 100,000 targets are read in 0.1 s. */
    static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(15);
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
            "1");

    private Connections() {}

    /**
     * Single connections, for those that write; who reads begins a {@link ReadTransaction} on one. Nothing is set for a
     * session: behind a pooler it outlives its client, and poolers refuse options that they do not know.
     */
    public static DataSource writable(Database database) {
        Properties properties = new Properties();
        properties.putAll(DEFAULTS);
        properties.putAll(database.properties());
        ServerConnections source = new ServerConnections(database);
        properties.putAll(throughUnixSocket(database));
        source.setURL(url(database));
        properties.forEach((name, value) -> set(source, name.toString(), value.toString()));
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
        } catch (SQLException unknown) {
            throw new IllegalArgumentException("database: " + unknown.getMessage(), unknown);
        }
    }

    private static String url(Database database) {
        // The driver wants a name even where it is not what is connected to.
        String servers = unixSocket(database).isPresent()
                ? "localhost"
                : database.servers().stream().map(HostPort::toString).collect(Collectors.joining(","));
        return "jdbc:postgresql://" + servers + "/" + URLEncoder.encode(database.name(), StandardCharsets.UTF_8);
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
