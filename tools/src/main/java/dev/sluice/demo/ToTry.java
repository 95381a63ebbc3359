package dev.sluice.demo;

import dev.sluice.local.SearchPath;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Commands to copy: requests for the hosts that the tables have, and rows to add.
 *
 * @param ports of the rows to add
 * @param about what there is to see at which host
 */
record ToTry(ExamplePorts ports, Map<String, String> about) {
    private static final int HOSTS_SHOWN = 6;

    static ToTry of(ExamplePorts ports) {
        return new ToTry(
                ports,
                ExampleHost.all(ports).stream().collect(Collectors.toMap(ExampleHost::name, ExampleHost::about)));
    }

    List<String> lines(Connection connection, String databaseUrl, SearchPath programs) throws SQLException {
        List<String> lines = new ArrayList<>(requests(connection));
        lines.add("");
        lines.add(programs.find("psql").isPresent() ? "  psql \"" + databaseUrl + "\"" : "  ./sluice sql --demo");
        // Without an incoming_port: in this database its default is the demo's.
        lines.add("    INSERT INTO hosts (host, outgoing_port) VALUES ('new.localhost', " + ports.second() + ");");
        lines.add("    INSERT INTO targets (host, address) VALUES ('new.localhost', '127.0.0.1');");
        lines.add("  " + request("new.localhost", ports.incoming()));
        return lines;
    }

    private List<String> requests(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>();
        String query =
                "SELECT host, incoming_port FROM hosts WHERE host NOT LIKE '*%' ORDER BY host = 'hello.localhost'"
                        + " DESC, host = 'one.localhost' DESC, host LIMIT " + HOSTS_SHOWN;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                String host = rows.getString(1);
                lines.add(String.format("  %-40s %s", request(host, rows.getInt(2)), about.getOrDefault(host, ""))
                        .stripTrailing());
            }
        }
        return lines;
    }

    private static String request(String host, int port) {
        // Only names under localhost lead here by themselves.
        return host.endsWith(".localhost")
                ? "curl http://" + host + ":" + port + "/"
                : "curl -H 'Host: " + host + "' http://127.0.0.1:" + port + "/";
    }
}
