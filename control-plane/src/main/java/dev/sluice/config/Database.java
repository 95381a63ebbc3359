package dev.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How PostgreSQL is reached.
 *
 * @param servers where it listens, one or several; the first that accepts writes wins when the URL asks for that
 * @param name the database's name
 * @param user the role
 * @param password empty when none is needed or a client certificate does
 * @param properties pgjdbc connection properties, such as {@code sslmode}
 */
public record Database(
        List<HostPort> servers, String name, String user, Optional<Secret> password, Map<String, String> properties) {
    public Database {
        servers = List.copyOf(servers);
        properties = Map.copyOf(properties);
    }
}
