package dev.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** libpq's environment variables, each as the piece of a connection that it sets. */
final class LibpqVariables {
    private static final Map<String, String> PARTS = Map.of(
            "PGHOST", "host",
            "PGPORT", "port",
            "PGDATABASE", "dbname",
            "PGUSER", "user",
            "PGPASSWORD", "password",
            "PGPASSFILE", "passfile");

    static final List<String> ALL = Stream.concat(
                    PARTS.keySet().stream().sorted(),
                    LibpqParameter.ALL.stream().map(LibpqParameter::variable))
            .toList();

    /** Who knows libpq expects these variables to work. A warning says that they do not. */
    static final List<String> NOT_READ = List.of("PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE");

    private LibpqVariables() {}

    /** The piece of a connection that {@code variable} sets to {@code value}. */
    static Conninfo piece(String variable, String value) throws Invalid {
        String part = PARTS.get(variable);
        if (part != null) {
            return new Conninfo(Map.of(part, value), Map.of());
        }
        LibpqParameter parameter = LibpqParameter.ALL.stream()
                .filter(known -> known.variable().equals(variable))
                .findFirst()
                .orElseThrow();
        return new Conninfo(Map.of(), parameter.properties(value));
    }
}
