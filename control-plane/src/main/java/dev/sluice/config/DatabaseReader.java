package dev.sluice.config;

import dev.sluice.config.ConfigFile.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes a {@link Database} of the URL, libpq's variables, libpq's defaults and the places of a password. */
final class DatabaseReader {
    /** The libpq variables that name a database; the others only say how to reach a database. */
    static final Set<String> NAMING = Set.of("PGHOST", "PGDATABASE", "PGUSER");

    private final Environment environment;
    private final Values values;
    private final Map<String, Conninfo> variables = new LinkedHashMap<>();
    private final List<String> sources = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    DatabaseReader(Environment environment, Values values) {
        this.environment = environment;
        this.values = values;
    }

    List<String> warnings() {
        return warnings;
    }

    Database read(boolean required) {
        LibpqVariables.ALL.forEach(name -> environment.get(name).ifPresent(text -> variable(name, text)));
        LibpqVariables.NOT_READ.stream()
                .filter(name -> environment.get(name).isPresent())
                .forEach(name -> warnings.add(name + " is set, but Sluice does not read it"));
        Optional<Value> url = url();
        if (required && url.isEmpty() && !variablesNameDatabase()) {
            String right = "is not set: set SLUICE_DATABASE_URL=postgres://user@host/database, DATABASE_URL or PGHOST,"
                    + " or try sluice demo, which brings its own (other commands reach it with --demo)";
            values.mistakes().add(new Mistake(Setting.DATABASE_URL.key(), "", "", right));
        }
        return database(url.flatMap(this::parsed).orElse(Conninfo.NOTHING));
    }

    private void variable(String name, String text) {
        try {
            variables.put(name, LibpqVariables.piece(name, text));
        } catch (Invalid e) {
            values.mistake(name, "environment", text, e);
        }
    }

    /** The URL in force. The file's URL counts only where libpq's variables do not name a database. */
    private Optional<Value> url() {
        return values.override(Setting.DATABASE_URL)
                .or(() -> values.variable("DATABASE_URL"))
                .or(() -> variablesNameDatabase() ? Optional.empty() : values.inFile(Setting.DATABASE_URL));
    }

    private boolean variablesNameDatabase() {
        return NAMING.stream().anyMatch(variables::containsKey);
    }

    private Optional<Conninfo> parsed(Value url) {
        sources.add(url.where());
        Optional<Conninfo> parsed = values.parse(Setting.DATABASE_URL, url);
        if (url.where().equals(Setting.DATABASE_URL.flag())
                && parsed.flatMap(connection -> connection.part("password")).isPresent()) {
            warnings.add(url.where() + " shows its password to every user of this machine; use "
                    + Setting.DATABASE_URL.variable() + " or a password file");
        }
        return parsed;
    }

    /** {@code connection}; what it leaves out is taken from libpq's variables. */
    private Conninfo filled(Conninfo connection) {
        Conninfo filled = connection;
        for (Map.Entry<String, Conninfo> variable : variables.entrySet()) {
            Conninfo more = filled.or(variable.getValue());
            if (!more.equals(filled)) {
                sources.add(variable.getKey());
            }
            filled = more;
        }
        return filled;
    }

    private Database database(Conninfo url) {
        Conninfo connection = filled(url);
        String user = connection.part("user").orElse(environment.user());
        String name = connection.part("dbname").orElse(user);
        Map<String, String> properties = new HashMap<>(Map.of("ApplicationName", "sluice"));
        properties.putAll(connection.properties());
        Database open = new Database(servers(connection), name, user, Optional.empty(), properties);
        values.effective(Setting.DATABASE_URL.key(), shown(open), where());
        Optional<Passwords.Found> password = password(open, url, connection);
        password.ifPresent(found -> values.effective("database-password", "***", found.where()));
        return new Database(
                open.servers(),
                name,
                user,
                password.map(Passwords.Found::secret),
                properties,
                password.flatMap(Passwords.Found::file));
    }

    /** A password file that the URL names comes first, because it was written for this very database. */
    private Optional<Passwords.Found> password(Database database, Conninfo url, Conninfo connection) {
        Passwords passwords = new Passwords(environment, warnings);
        return url.part("password")
                .map(text -> new Passwords.Found(new Secret(text), sources.get(0)))
                .or(() -> url.part("passfile").flatMap(file -> passwords.inPassFile(Optional.of(file), database)))
                .or(this::inSetting)
                .or(() -> connection.part("password").map(text -> new Passwords.Found(new Secret(text), "PGPASSWORD")))
                .or(() -> passwords.credential().flatMap(file -> in(file, "CREDENTIALS_DIRECTORY")))
                .or(() -> passwords.inPassFile(connection.part("passfile"), database));
    }

    private Optional<Passwords.Found> inSetting() {
        return values.find(Setting.DATABASE_PASSWORD_FILE)
                .flatMap(set ->
                        values.parse(Setting.DATABASE_PASSWORD_FILE, set).flatMap(file -> in(file, set.where())));
    }

    private Optional<Passwords.Found> in(Path file, String where) {
        try {
            return Optional.of(Passwords.in(file));
        } catch (Invalid e) {
            values.mistake(Setting.DATABASE_PASSWORD_FILE.key(), where, file.toString(), e);
            return Optional.empty();
        }
    }

    private List<HostPort> servers(Conninfo connection) {
        try {
            return connection.servers();
        } catch (Invalid e) {
            values.mistake(Setting.DATABASE_URL.key(), where(), "", e);
            return List.of();
        }
    }

    private String where() {
        return sources.isEmpty() ? "default" : String.join(", ", sources);
    }

    private static String shown(Database database) {
        String servers = database.servers().stream().map(HostPort::toString).collect(Collectors.joining(","));
        String properties = new TreeMap<>(database.properties())
                .entrySet().stream()
                        .filter(property -> !property.getKey().contains("password"))
                        .map(Map.Entry::toString)
                        .collect(Collectors.joining("&", "?", ""));
        return "postgres://" + database.user() + "@" + servers + "/" + database.name() + properties;
    }
}
