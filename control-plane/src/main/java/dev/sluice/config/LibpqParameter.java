package dev.sluice.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * libpq's connection parameters that mean something to pgjdbc.
 *
 * @param name as in a URL
 * @param variable the environment variable
 * @param property pgjdbc's name for this parameter
 * @param values pgjdbc's names for libpq's values; empty when every text is handed on unchanged
 */
record LibpqParameter(String name, String variable, String property, Map<String, String> values) {
    static final List<LibpqParameter> ALL = List.of(
            same("sslmode", "PGSSLMODE", "sslmode", "disable allow prefer require verify-ca verify-full"),
            text("sslrootcert", "PGSSLROOTCERT", "sslrootcert"),
            text("sslcert", "PGSSLCERT", "sslcert"),
            text("sslkey", "PGSSLKEY", "sslkey"),
            same("sslnegotiation", "PGSSLNEGOTIATION", "sslNegotiation", "postgres direct"),
            same("channel_binding", "PGCHANNELBINDING", "channelBinding", "disable prefer require"),
            same("gssencmode", "PGGSSENCMODE", "gssEncMode", "disable prefer require"),
            text("connect_timeout", "PGCONNECT_TIMEOUT", "connectTimeout"),
            text("application_name", "PGAPPNAME", "ApplicationName"),
            text("options", "PGOPTIONS", "options"),
            new LibpqParameter(
                    "target_session_attrs",
                    "PGTARGETSESSIONATTRS",
                    "targetServerType",
                    Map.of(
                            "any", "any",
                            "read-write", "primary",
                            "primary", "primary",
                            "read-only", "secondary",
                            "standby", "secondary",
                            "prefer-standby", "preferSecondary")),
            new LibpqParameter(
                    "load_balance_hosts",
                    "PGLOADBALANCEHOSTS",
                    "loadBalanceHosts",
                    Map.of("disable", "false", "random", "true")));

    private static LibpqParameter text(String name, String variable, String property) {
        return new LibpqParameter(name, variable, property, Map.of());
    }

    private static LibpqParameter same(String name, String variable, String property, String values) {
        Map<String, String> unchanged =
                Arrays.stream(values.split(" ")).collect(Collectors.toMap(value -> value, value -> value));
        return new LibpqParameter(name, variable, property, unchanged);
    }

    static Optional<LibpqParameter> named(String name) {
        return ALL.stream().filter(parameter -> parameter.name.equals(name)).findFirst();
    }

    /** The properties that {@code value} stands for. */
    Map<String, String> properties(String value) throws Invalid {
        if (name.equals("sslrootcert") && value.equals("system")) {
            // libpq's word for "the certificates this machine trusts", for which pgjdbc has a factory.
            return Map.of("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory", "sslmode", "verify-full");
        }
        if (name.equals("connect_timeout") && !value.matches("\\d{1,9}")) {
            throw new Invalid("must have connect_timeout in whole seconds");
        }
        return Map.of(property, values.isEmpty() ? value : known(value));
    }

    private String known(String value) throws Invalid {
        String translated = values.get(value);
        if (translated == null) {
            throw new Invalid("must have for " + name + " one of "
                    + String.join(", ", values.keySet().stream().sorted().toList()));
        }
        return translated;
    }
}
