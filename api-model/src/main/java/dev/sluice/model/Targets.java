package dev.sluice.model;

import dev.sluice.rows.Column;
import dev.sluice.rows.Misfit;
import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table {@code targets}: where a host's requests go. */
public final class Targets {
    public static final Table TABLE = new Table(
            "targets",
            "target",
            "Where a host's requests go, in turn (round robin). A host without targets answers 503.");

    public static final Column<String> ADDRESS = TABLE.required(
            "address",
            Addresses.KIND,
            "IPv4 or IPv6 address. Loopback is fine, but not where Sluice, Envoy's admin or the database listens, nor at an"
                    + " incoming_port of the same fleet. Metadata services of clouds are refused, by whatever form of their"
                    + " address.");

    public static final Column<Optional<Integer>> PORT =
            TABLE.optional("port", Ports.KIND, "Null: the host's outgoing_port.");

    private static final Pattern ADDRESS_AND_PORT = Pattern.compile(
            "(?:\\[(?<six>[^\\]]*)\\](?::(?<port6>.*))?)|(?<four>[^:]*):(?<port4>[^:]*)", Pattern.DOTALL);

    static {
        TABLE.key(ADDRESS, PORT).shorthand("an address such as 10.0.0.7", new AddressAndPort());
    }

    private Targets() {}

    /** The target at {@code address}, on the host's {@code outgoing_port}. */
    public static Row of(String address) {
        return TABLE.defaults().with(ADDRESS, address);
    }

    public static Row of(String address, int port) {
        return of(address).with(PORT, Optional.of(port));
    }

    /** An address alone, or with a port behind it; of several colons none begins a port unless there are brackets. */
    private static final class AddressAndPort implements Table.Shorthand {
        @Override
        public Map<Column<?>, Object> read(String text) throws Misfit {
            Matcher form = ADDRESS_AND_PORT.matcher(text);
            if (!form.matches()) {
                return Map.of(ADDRESS, text);
            }
            boolean bracketed = form.group("six") != null;
            String address = form.group(bracketed ? "six" : "four");
            String port = form.group(bracketed ? "port6" : "port4");
            if (port == null) {
                return Map.of(ADDRESS, address);
            }
            if (!port.matches("[0-9]{1,9}")) {
                throw new Misfit("must have a number as port");
            }
            return Map.of(ADDRESS, address, PORT, new BigDecimal(port));
        }

        @Override
        public Optional<String> write(Row row) {
            boolean more = TABLE.columns().stream()
                    .anyMatch(column -> column != ADDRESS && column != PORT && !row.isDefault(column));
            return more ? Optional.empty() : Optional.of(text(row));
        }

        private static String text(Row row) {
            String address = row.get(ADDRESS);
            return row.get(PORT)
                    .map(port -> (address.contains(":") ? "[" + address + "]" : address) + ":" + port)
                    .orElse(address);
        }
    }
}
