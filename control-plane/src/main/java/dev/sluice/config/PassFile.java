package dev.sluice.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * libpq's password file: lines of {@code host:port:database:user:password}, {@code *} for any, the first match wins.
 * pgjdbc's own search does not warn of a file that others can read, and does not tell where a password came from.
 */
record PassFile(List<List<String>> lines) {
    static PassFile read(Path file) throws IOException {
        return new PassFile(Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .map(PassFile::fields)
                .filter(fields -> fields.size() >= 5)
                .toList());
    }

    /** The line's fields; a backslash takes the next character as it is. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ':') {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                i += line.charAt(i) == '\\' && i + 1 < line.length() ? 1 : 0;
                field.append(line.charAt(i));
            }
        }
        fields.add(field.toString());
        return fields;
    }

    /** The password for the first of the database's servers that has a line here. */
    Optional<Secret> password(Database database) {
        return database.servers().stream()
                .flatMap(server -> password(server, database.name(), database.user()).stream())
                .findFirst();
    }

    private Optional<Secret> password(HostPort server, String database, String user) {
        List<String> wanted = List.of(server.address(), String.valueOf(server.port()), database, user);
        return lines.stream().filter(line -> matches(line, wanted)).findFirst().map(line -> new Secret(line.get(4)));
    }

    private static boolean matches(List<String> line, List<String> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!line.get(i).equals("*") && !line.get(i).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }
}
