package dev.sluice.cli;

import dev.sluice.config.Database;
import dev.sluice.config.Environment;
import dev.sluice.config.HostPort;
import dev.sluice.local.SearchPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * PostgreSQL's own prompt, where it is installed: it completes, scrolls and knows {@code \\d+}.
 *
 * @param environment whose PATH says where it is
 */
record Psql(Database database, Environment environment) {
    private static final Map<String, String> VARIABLES = Map.of(
            "sslmode", "PGSSLMODE",
            "sslrootcert", "PGSSLROOTCERT",
            "sslcert", "PGSSLCERT",
            "sslkey", "PGSSLKEY",
            "options", "PGOPTIONS",
            "connectTimeout", "PGCONNECT_TIMEOUT",
            "channelBinding", "PGCHANNELBINDING",
            "ApplicationName", "PGAPPNAME");

    /** Whether there is one, and it can be told all that this database's settings say. */
    boolean isHere() {
        return program().isPresent()
                && VARIABLES.keySet().containsAll(database.properties().keySet());
    }

    private Optional<Path> program() {
        return SearchPath.of(environment.variables()).find("psql");
    }

    /** Returns its exit code when the user has left it. */
    int run() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program().orElseThrow().toString()).inheritIO();
        builder.environment().putAll(variables());
        Process process = builder.start();
        // ^C is psql's: it ends a statement, and this process, which gets it as well, must not end before psql does.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.onExit().join(), "psql-first"));
        return process.waitFor();
    }

    /** A command line is for everybody to see; a process's environment is its user's alone. */
    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        VARIABLES.forEach((property, variable) -> Optional.ofNullable(
                        database.properties().get(property))
                .ifPresent(value -> variables.put(variable, value)));
        variables.put("PGHOST", all(HostPort::address));
        variables.put("PGPORT", all(server -> String.valueOf(server.port())));
        variables.put("PGDATABASE", database.name());
        variables.put("PGUSER", database.user());
        database.password().ifPresent(password -> variables.put("PGPASSWORD", password.value()));
        return variables;
    }

    private String all(Function<HostPort, String> part) {
        return database.servers().stream().map(part).collect(Collectors.joining(","));
    }
}
