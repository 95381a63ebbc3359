package dev.sluice.config;

import java.util.HashMap;
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
 * @param passwordFile where the password was found, if it was in a file: there it may be another one later
 */
public record Database(
        List<HostPort> servers,
        String name,
        String user,
        Optional<Secret> password,
        Map<String, String> properties,
        Optional<SecretFile> passwordFile) {
    public Database {
        servers = List.copyOf(servers);
        properties = Map.copyOf(properties);
    }

    /** One whose password is in no file. */
    public Database(
            List<HostPort> servers,
            String name,
            String user,
            Optional<Secret> password,
            Map<String, String> properties) {
        this(servers, name, user, password, properties, Optional.empty());
    }

    /** The same database, reached with these properties besides its own; of one name these count. */
    public Database with(Map<String, String> more) {
        Map<String, String> both = new HashMap<>(properties);
        both.putAll(more);
        return new Database(servers, name, user, password, both, passwordFile);
    }

    /** What the file has now; without one, or where it cannot be read now, the password that was found at first. */
    public Optional<Secret> currentPassword() {
        return passwordFile.flatMap(file -> file.read(this)).or(() -> password);
    }
}
