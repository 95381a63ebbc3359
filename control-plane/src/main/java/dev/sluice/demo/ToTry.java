package dev.sluice.demo;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands to copy: requests for the hosts that the tables have, and rows to add. */
final class ToTry {
    private static final int HOSTS_SHOWN = 6;
    private static final Map<String, String> ABOUT =
            ExampleHost.ALL.stream().collect(Collectors.toMap(ExampleHost::name, ExampleHost::about));

    private ToTry() {}

    static List<String> lines(Connection connection, String databaseUrl, String path) throws SQLException {
        List<String> lines = new ArrayList<>(requests(connection));
        lines.add("");
        lines.add(hasPsql(path) ? "  psql \"" + databaseUrl + "\"" : "  ./sluice sql --demo");
        lines.add("    INSERT INTO hosts (host, incoming_port, outgoing_port) VALUES ('new.localhost', "
                + ExampleHost.INCOMING + ", " + ExampleHost.SECOND_BACKEND + ");");
        lines.add("    INSERT INTO targets (host, address) VALUES ('new.localhost', '127.0.0.1');");
        lines.add("  " + request("new.localhost", ExampleHost.INCOMING));
        return lines;
    }

    private static List<String> requests(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>();
        String query =
                "SELECT host, incoming_port FROM hosts WHERE host NOT LIKE '*%' ORDER BY host = 'hello.localhost'"
                        + " DESC, host = 'one.localhost' DESC, host LIMIT " + HOSTS_SHOWN;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                String host = rows.getString(1);
                lines.add(String.format("  %-42s %s", request(host, rows.getInt(2)), ABOUT.getOrDefault(host, ""))
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

    private static boolean hasPsql(String path) {
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "psql")));
    }
}
