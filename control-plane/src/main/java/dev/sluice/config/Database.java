package dev.sluice.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How PostgreSQL is reached.
 *
 * @param servers one or several; the first server that accepts writes wins when the URL asks for that
 * @param name the database's name
 * @param user the role
 * @param password empty when no password is needed, or when a client certificate takes its place
 * @param properties pgjdbc connection properties, such as {@code sslmode}
 * @param passwordFile the file in which the password was found, if any; the password in there may change
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

    /** A database whose password is in no file. */
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

    /** The password in the file now; without a readable file, the password that was found at first. */
    public Optional<Secret> currentPassword() {
        return passwordFile.flatMap(file -> file.read(this)).or(() -> password);
    }
}
