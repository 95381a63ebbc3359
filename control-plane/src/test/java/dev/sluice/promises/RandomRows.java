package dev.sluice.promises;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows that nobody would write, for every column of every table; the same ones for the same seed. */
final class RandomRows {
    private static final List<String> WORDS = List.of(
            "a",
            "shop",
            "z9",
            "example",
            "com",
            "xn--mnchen-3ya",
            "xn--a",
            "-",
            "--",
            "_",
            ".",
            "..",
            "*",
            "*.",
            "**",
            "A",
            "É",
            "é",
            "ß",
            "ﬀ",
            "ａ",
            "\u202e",
            "\u200b",
            "\u00a0",
            "\ud83d\ude00",
            "\u0001",
            "\t",
            "\n",
            "\r\n",
            "\u007f",
            "\u001b[31m",
            " ",
            "%",
            "%s%n",
            "%00",
            "%2e%2e",
            "'; DROP TABLE hosts; --",
            "\"",
            "\\",
            "${x}",
            "<script>",
            "&amp;",
            "[",
            "]",
            "::1",
            ":80",
            "/",
            "//",
            "/../",
            "?a=b",
            "#",
            "{",
            "}",
            "~",
            "|",
            ",",
            "0",
            "b".repeat(63),
            "c".repeat(64),
            "d".repeat(300),
            "1.2.3.4");
    private static final List<String> ADDRESSES = List.of(
            "10.0.0.7",
            "127.0.0.1",
            "127.9.9.9",
            "255.255.255.0",
            "240.0.0.1",
            "::1",
            "2001:db8::7",
            "1::",
            "fec0::1",
            "64:ff9b::a00:7",
            "1:2:3:4:5:6:7:8",
            "::ffff:1:2:3",
            "0.0.0.0",
            "::",
            "::2",
            "::10.0.0.7",
            "::ffff:10.0.0.7",
            "::ffff:a00:7",
            "224.0.0.1",
            "255.255.255.255",
            "ff02::1",
            "169.254.169.254",
            "fe80::1",
            "fe80::1%lo",
            "10.0.0",
            "010.0.0.1",
            "10.0.0.256",
            "1.2.3.4/32",
            "0x7f.1",
            "2130706433",
            "2001:DB8::1",
            "2001:0db8::1",
            "1:0:0:2:0:0:0:3",
            "[::1]",
            "12345::1",
            "localhost",
            "١.2.3.4",
            "10.0.0.7\n",
            "");
    private static final List<Integer> PORTS = Arrays.asList(null, 1, 80, 8080, 65535);
    private static final List<Integer> NO_PORTS = List.of(0, -1, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE);
    private static final List<String> SECONDS = List.of("0.1", "0.1000000000000000000001", "1", "5", "10", "3600");
    private static final List<String> NO_SECONDS = Arrays.asList(
            null,
            "0.0999999",
            "3600.0000001",
            "0",
            "-0",
            "-1",
            "NaN",
            "Infinity",
            "-Infinity",
            "1e100",
            "1e-100",
            "9223372036854775807",
            "9".repeat(1000));

    private final Random random;
    private final List<Integer> listeners;

    /** One row. */
    record Row(String insert, List<@Nullable Object> values) {
        @Override
        public String toString() {
            return insert + " " + values;
        }
    }

    /** Hosts are on {@code listeners}, if they are on a port at all. */
    RandomRows(long seed, List<Integer> listeners) {
        this.random = new Random(seed);
        this.listeners = listeners;
    }

    /** Some hosts with whatever else they have, in an order in which they can be written. */
    List<Row> hosts(int number) {
        return IntStream.range(0, number).boxed().flatMap(i -> host().stream()).toList();
    }

    private List<Row> host() {
        String name = oneIn(20) ? null : name();
        Row host = new Row(
                "INSERT INTO hosts (host, incoming_port, outgoing_port, fleet) VALUES (?, ?, ?, ?)",
                Arrays.asList(name, incomingPort(), oneIn(8) ? pick(NO_PORTS) : Integer.valueOf(8080), fleet()));
        List<Row> rows = new ArrayList<>(List.of(host));
        for (int more = random.nextInt(5); more > 0; more--) {
            rows.add(oneIn(3) ? check(name) : target(name));
        }
        return rows;
    }

    private Row target(@Nullable String host) {
        return new Row(
                "INSERT INTO targets (host, address, port) VALUES (?, ?, ?)",
                Arrays.asList(host, oneIn(30) ? null : address(), port()));
    }

    private Row check(@Nullable String host) {
        return new Row(
                "INSERT INTO health_checks (host, path, port, timeout, interval)"
                        + " VALUES (?, ?, ?, ?::numeric, ?::numeric)",
                Arrays.asList(host, oneIn(30) ? null : path(), port(), seconds(), seconds()));
    }

    /** Most of them right, as all values are: where two are wrong, one of them hides what the other does. */
    private String name() {
        return !oneIn(4)
                ? (oneIn(4) ? "*." : "") + "h" + random.nextInt(100_000) + ".example"
                : text(1 + random.nextInt(6));
    }

    private @Nullable String fleet() {
        return oneIn(8) ? pick(Arrays.asList(null, "", "edge", text(2))) : "default";
    }

    private @Nullable Integer incomingPort() {
        return oneIn(8) ? pick(Arrays.asList(null, 0, -1, 65536, Integer.MAX_VALUE)) : pick(listeners);
    }

    private @Nullable Integer port() {
        return oneIn(12) ? pick(NO_PORTS) : pick(PORTS);
    }

    private @Nullable String seconds() {
        return oneIn(12) ? pick(NO_SECONDS) : pick(SECONDS);
    }

    private String address() {
        if (oneIn(12)) {
            return text(2);
        }
        return oneIn(8) ? pick(ADDRESSES) : "127.1.1." + random.nextInt(256);
    }

    private String path() {
        return (oneIn(6) ? "" : "/") + (oneIn(10) ? "p".repeat(1 + random.nextInt(1100)) : text(random.nextInt(4)));
    }

    private String text(int words) {
        return IntStream.range(0, words)
                .mapToObj(i -> oneIn(5) ? randomCharacter() : pick(WORDS))
                .collect(Collectors.joining());
    }

    /** Any but those that no text of PostgreSQL can hold. */
    private String randomCharacter() {
        int character = 1 + random.nextInt(oneIn(2) ? 0x7f : 0x2ffff);
        return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE
                ? "s"
                : Character.toString(character);
    }

    private boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Writes what the tables take, in one transaction; returns those rows. */
    static List<Row> write(Connection connection, List<Row> rows) throws SQLException {
        connection.setAutoCommit(false);
        List<Row> written = new ArrayList<>();
        for (Row row : rows) {
            Savepoint savepoint = connection.setSavepoint();
            try (PreparedStatement insert = connection.prepareStatement(row.insert())) {
                for (int i = 0; i < row.values().size(); i++) {
                    insert.setObject(i + 1, row.values().get(i));
                }
                insert.executeUpdate();
                written.add(row);
            } catch (SQLException refused) {
                connection.rollback(savepoint);
            }
        }
        connection.commit();
        return written;
    }
}
