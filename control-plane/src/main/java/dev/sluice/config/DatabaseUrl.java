package dev.sluice.config;

import dev.sluice.model.Addresses;
import dev.sluice.model.Nearest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postgresql.PGProperty;

/**
 * Reads libpq's {@code postgres://} and {@code postgresql://} and pgjdbc's {@code jdbc:postgresql:} URLs. No message
 * quotes the URL, because a malformed URL may have its password anywhere.
 */
final class DatabaseUrl {
    private static final String RIGHT = "must be a URL such as postgres://user@host:5432/database";
    private static final String JDBC = "jdbc:postgresql:";
    private final boolean jdbc;
    private final List<String> parts;
    private final Map<String, String> written = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();

    private DatabaseUrl(boolean jdbc) {
        this.jdbc = jdbc;
        this.parts =
                jdbc ? List.of("user", "password") : List.of("host", "port", "dbname", "user", "password", "passfile");
    }

    static Conninfo parse(String url) throws Invalid {
        if (url.startsWith(JDBC)) {
            String rest = url.substring(JDBC.length());
            return new DatabaseUrl(true).read(rest.startsWith("//") ? rest.substring(2) : "/" + rest);
        }
        for (String scheme : List.of("postgres://", "postgresql://")) {
            if (url.startsWith(scheme)) {
                return new DatabaseUrl(false).read(url.substring(scheme.length()));
            }
        }
        throw new Invalid(RIGHT + otherDatabase(url));
    }

    private static String otherDatabase(String url) {
        return Stream.of("mysql", "mariadb", "sqlite", "mongodb", "jdbc:mysql", "jdbc:h2", "jdbc:oracle")
                .filter(scheme -> url.startsWith(scheme + ":"))
                .map(scheme -> "; " + scheme + " is another database, the rows live in PostgreSQL")
                .findFirst()
                .orElse("");
    }

    private Conninfo read(String rest) throws Invalid {
        int question = rest.indexOf('?');
        String query = question < 0 ? "" : rest.substring(question + 1);
        String place = question < 0 ? rest : rest.substring(0, question);
        int slash = place.indexOf('/');
        String authority = slash < 0 ? place : place.substring(0, slash);
        String name = slash < 0 ? "" : place.substring(slash + 1);
        if (query.contains("@") || name.contains("@")) {
            throw new Invalid(RIGHT + "; in names and passwords write @ as %40, / as %2F, ? as %3F and % as %25");
        }
        credentials(authority);
        put("dbname", decode(name));
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            parameter(pair);
        }
        return new Conninfo(written, properties);
    }

    private void credentials(String authority) throws Invalid {
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            String[] userAndPassword = authority.substring(0, at).split(":", 2);
            put("user", decode(userAndPassword[0]));
            put("password", userAndPassword.length == 2 ? decode(userAndPassword[1]) : "");
        }
        servers(authority.substring(at + 1).split(",", -1));
    }

    private void servers(String[] servers) throws Invalid {
        List<String> hosts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String server : servers) {
            int bracket = server.indexOf(']');
            int colon = server.indexOf(':', Math.max(bracket, 0));
            hosts.add(host(colon < 0 ? server : server.substring(0, colon)));
            ports.add(colon < 0 ? "" : port(server.substring(colon + 1)));
        }
        putUnlessBlank("host", hosts);
        putUnlessBlank("port", ports);
    }

    /** A list of defaults only says nothing, so the next source may fill it in. */
    private void putUnlessBlank(String name, List<String> values) {
        if (!values.stream().allMatch(String::isEmpty)) {
            put(name, String.join(",", values));
        }
    }

    private String host(String text) throws Invalid {
        if (!text.startsWith("[")) {
            return decode(text);
        }
        String address = text.substring(1, Math.max(1, text.length() - 1));
        if (!text.endsWith("]") || Addresses.parse(address).isEmpty()) {
            throw new Invalid(RIGHT + "; in brackets goes an IPv6 address, as in postgres://[::1]:5432/database");
        }
        return address;
    }

    private static String port(String text) throws Invalid {
        if (!text.isEmpty() && HostPort.port(text).isEmpty()) {
            throw new Invalid(RIGHT + ": a port is a number from 1 to 65535 (an IPv6 address goes in brackets,"
                    + " and in a password : / ? @ are written %3A %2F %3F %40)");
        }
        return text;
    }

    private void parameter(String pair) throws Invalid {
        String[] nameAndValue = pair.split("=", 2);
        if (nameAndValue.length < 2) {
            throw new Invalid(RIGHT + "?parameter=value, each parameter with its =");
        }
        String name = decode(nameAndValue[0]);
        String value = decode(nameAndValue[1]);
        if (parts.contains(name)) {
            put(name, value);
        } else if (jdbc && PGProperty.forName(name) != null) {
            properties.put(name, value);
        } else {
            properties.putAll(LibpqParameter.named(name)
                    .filter(known -> !jdbc)
                    .orElseThrow(() -> unknown(name))
                    .properties(value));
        }
    }

    private Invalid unknown(String name) {
        List<String> known = jdbc
                ? Arrays.stream(PGProperty.values()).map(PGProperty::getName).toList()
                : Stream.concat(parts.stream(), LibpqParameter.ALL.stream().map(LibpqParameter::name))
                        .toList();
        return new Invalid("has the unknown parameter " + name + Nearest.hint(name, known));
    }

    private void put(String name, String value) {
        if (!value.isEmpty()) {
            written.put(name, value);
        }
    }

    private String decode(String text) throws Invalid {
        try {
            // pgjdbc reads its URLs as HTML forms, where a + is a space; libpq does not.
            String plain = URLDecoder.decode(jdbc ? text : text.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (plain.indexOf('\0') < 0) {
                return plain;
            }
        } catch (IllegalArgumentException notHexadecimal) {
            // reported below
        }
        throw new Invalid("must have two hexadecimal digits after each %, and not %00; a % itself is written %25");
    }
}
