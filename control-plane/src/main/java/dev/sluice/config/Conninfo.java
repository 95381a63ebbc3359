package dev.sluice.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one source, a URL or one of libpq's variables, says about the database. The next source fills in what this
 * source leaves out, as with libpq.
 *
 * @param parts under libpq's names: host and port (lists with commas), dbname, user, password, passfile
 * @param properties the rest, as pgjdbc's connection properties
 */
record Conninfo(Map<String, String> parts, Map<String, String> properties) {
    static final Conninfo NOTHING = new Conninfo(Map.of(), Map.of());
    private static final int DEFAULT_PORT = 5432;

    Conninfo {
        parts = Map.copyOf(parts);
        properties = Map.copyOf(properties);
    }

    /** This connection; what it leaves out is taken from {@code next}. */
    Conninfo or(Conninfo next) {
        return new Conninfo(merged(parts, next.parts), merged(properties, next.properties));
    }

    private static Map<String, String> merged(Map<String, String> first, Map<String, String> second) {
        Map<String, String> merged = new HashMap<>(second);
        merged.putAll(first);
        return merged;
    }

    Optional<String> part(String name) {
        return Optional.ofNullable(parts.get(name));
    }

    /** Where the servers listen; hosts and ports are paired as libpq pairs them: one port for all, or one for each. */
    List<HostPort> servers() throws Invalid {
        List<String> hosts = list("host");
        List<String> ports = list("port");
        if (ports.size() > 1 && ports.size() != hosts.size()) {
            throw new Invalid("must have one port for all hosts or one for each: there are " + ports.size()
                    + " ports for " + hosts.size() + " hosts");
        }
        if (hosts.size() > 1 && hosts.stream().anyMatch(host -> host.startsWith("/"))) {
            throw new Invalid("must name one Unix socket, or servers on TCP, not both");
        }
        List<HostPort> servers = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            servers.add(new HostPort(host(hosts.get(i)), port(ports.get(ports.size() == 1 ? 0 : i))));
        }
        return servers;
    }

    private List<String> list(String name) {
        return List.of(parts.getOrDefault(name, "").split(",", -1));
    }

    private static String host(String written) throws Invalid {
        if (written.startsWith("@")) {
            throw new Invalid(
                    "must have a Unix socket in a folder, as in host=/var/run/postgresql, not an abstract one");
        }
        return written.isEmpty() ? "localhost" : written;
    }

    private static int port(String written) throws Invalid {
        return written.isEmpty()
                ? DEFAULT_PORT
                : HostPort.port(written).orElseThrow(() -> new Invalid("must have ports from 1 to 65535"));
    }

    /** The names only, because a value may be a password. */
    @Override
    public String toString() {
        return "Conninfo" + parts.keySet() + properties.keySet();
    }
}
