package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Sets;
import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Hosts;
import dev.sluice.model.Problem;
import dev.sluice.model.Rules;
import dev.sluice.model.Tables;
import dev.sluice.model.Targets;
import dev.sluice.rows.Column;
import dev.sluice.rows.Table;
import dev.sluice.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The tables and the Java rules refuse the same values: each goes into tables with their constraints, and into tables
 * that lost them, where the daemon reads it and the rules judge it.
 */
class RulesAgreementIT {
    private static final String OWNER = "a.com";
    /** Another port than the incoming one, because the tables cannot see that a target leads back. */
    private static final String OWNER_ROW = "INSERT INTO hosts (host, outgoing_port) VALUES (?, 8080)";

    private static final int RANDOM_VALUES = 200;
    private static final int MOST_PIECES = 9;

    private static TestDatabase strict;
    private static TestDatabase lax;

    /**
     * Values for one place.
     *
     * @param insert a statement with a question mark for the value
     * @param pieces what random values are made of
     */
    record Place(String insert, List<String> accepted, List<String> refused, List<String> pieces) {
        boolean isHost() {
            return !insert.contains(OWNER);
        }

        boolean needsOwner() {
            return !insert.startsWith("INSERT INTO hosts");
        }

        @Override
        public String toString() {
            return insert;
        }
    }

    @BeforeAll
    static void migrate() throws Exception {
        strict = StrictTables.fresh();
        lax = LaxTables.fresh();
    }

    static Stream<Place> places() throws IOException {
        try (InputStream file = RulesAgreementIT.class.getResourceAsStream("values.yaml")) {
            List<?> places = (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
            return places.stream().map(place -> place((Map<?, ?>) place));
        }
    }

    private static Place place(Map<?, ?> fields) {
        return new Place(
                Objects.requireNonNull(fields.get("insert")).toString(),
                strings(fields, "accepted"),
                strings(fields, "refused"),
                strings(fields, "pieces"));
    }

    private static List<String> strings(Map<?, ?> fields, String name) {
        return ((List<?>) Objects.requireNonNull(fields.get(name)))
                .stream().map(Object::toString).toList();
    }

    @ParameterizedTest
    @MethodSource("places")
    void theTablesAndTheRulesRefuseTheSameValues(Place place) throws Exception {
        Set<String> values = new TreeSet<>(place.accepted());
        values.addAll(place.refused());
        assertSame("expected", new TreeSet<>(place.accepted()), "tables", byTables(place, values));
        assertSame("expected", new TreeSet<>(place.accepted()), "rules", byRules(place, values));
    }

    @ParameterizedTest
    @MethodSource("places")
    void theyAgreeOnRandomValuesToo(Place place) throws Exception {
        // Always the same ones, so that a failure is there in the next run as well.
        Random random = new Random(7);
        Set<String> values = new TreeSet<>();
        for (int i = 0; i < RANDOM_VALUES; i++) {
            values.add(random(random, place.pieces()));
            if (place.insert().contains("address)")) {
                values.add(ipv6(random));
                values.add(hiddenIpv4(random));
            }
        }
        Set<String> accepted = byTables(place, values);
        assertThat(accepted).isNotEmpty().hasSizeLessThan(values.size());
        assertSame("tables", accepted, "rules", byRules(place, values));
    }

    static Stream<Column<?>> columnsWithEdges() {
        return Tables.ALL.stream()
                .flatMap(table -> table.columns().stream())
                .filter(column -> !column.kind().edges().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("columnsWithEdges")
    void theyAgreeOnTheEdgesOfEachRange(Column<?> column) throws Exception {
        List<Boolean> accepted = new ArrayList<>();
        for (Object edge : column.kind().edges()) {
            Host host = withOnly(column, edge);
            boolean byRules = Rules.check(host).isEmpty();
            assertThat(isWritten(host)).as("%s", host).isEqualTo(byRules);
            accepted.add(byRules);
        }
        assertThat(accepted).contains(true, false);
    }

    /** A host in which all but that column is right, whatever the column has. */
    private static Host withOnly(Column<?> column, Object value) {
        Map<Column<?>, Object> given = new HashMap<>(Map.of(column, value));
        Table table = column.table();
        if (table == Hosts.TABLE) {
            given.put(Hosts.HOST, OWNER);
            return Host.of(table.row(given));
        }
        if (table == Targets.TABLE) {
            given.put(Targets.ADDRESS, "10.0.0.7");
        }
        return Host.named(OWNER).with(table, List.of(table.row(given)));
    }

    private static boolean isWritten(Host host) throws SQLException {
        try {
            HostsWriter.write(strict.config(), List.of(host), false, false, notice -> {});
            strict.execute("DELETE FROM hosts");
            return true;
        } catch (SQLException refused) {
            assertThat(refused.getSQLState()).as("%s", host).startsWith("23");
            return false;
        }
    }

    private static void assertSame(String one, Set<String> acceptedByOne, String other, Set<String> acceptedByOther) {
        assertThat(Sets.difference(acceptedByOne, acceptedByOther))
                .as("accepted: " + one + ", refused: " + other)
                .isEmpty();
        assertThat(Sets.difference(acceptedByOther, acceptedByOne))
                .as("accepted: " + other + ", refused: " + one)
                .isEmpty();
    }

    private static String random(Random random, List<String> pieces) {
        return Stream.generate(() -> pieces.get(random.nextInt(pieces.size())))
                .limit(1 + random.nextInt(MOST_PIECES))
                .collect(Collectors.joining());
    }

    /** Mostly well-formed: eight groups, of which some may be left out. */
    private static String ipv6(Random random) {
        List<String> groups = Stream.generate(() ->
                        List.of("0", "0", "0", "0", "1", "a00", "ffff", "fe80").get(random.nextInt(8)))
                .limit(8)
                .toList();
        int start = random.nextInt(9);
        int end = Math.min(8, start + random.nextInt(8));
        return start == end && random.nextBoolean()
                ? String.join(":", groups)
                : String.join(":", groups.subList(0, start)) + "::" + String.join(":", groups.subList(end, 8));
    }

    /** An IPv4 address in each of the forms that IPv6 has for one. */
    private static String hiddenIpv4(Random random) {
        List<String> groups =
                List.of("0", "1", "ff", "100", "7f00", "80ff", "a9fe", "5601", "6464", "64c8", "dfff", "e000");
        String four = groups.get(random.nextInt(groups.size())) + ":" + groups.get(random.nextInt(groups.size()));
        return List.of(
                        "64:ff9b::%s",
                        "64:ff9b:1::%s",
                        "64:ff9b:1:2:3:4:%s",
                        "::ffff:0:%s",
                        "2001::%s",
                        "2002:%s::1",
                        "2002:%s:1:2:3:4:5")
                .get(random.nextInt(7))
                .formatted(four);
    }

    /** Those of {@code values} that the tables take. */
    private static Set<String> byTables(Place place, Collection<String> values) throws SQLException {
        Set<String> accepted = new TreeSet<>();
        try (Connection connection = strict.connection();
                PreparedStatement insert = connection.prepareStatement(place.insert())) {
            connection.setAutoCommit(false);
            if (place.needsOwner()) {
                insert(connection, OWNER_ROW, OWNER);
            }
            for (String value : values) {
                if (isAccepted(connection, insert, value)) {
                    accepted.add(value);
                }
            }
            connection.rollback();
        }
        return accepted;
    }

    private static boolean isAccepted(Connection connection, PreparedStatement insert, String value)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        insert.setString(1, value);
        try {
            insert.execute();
            return true;
        } catch (SQLException refused) {
            // Of class 23, integrity constraint violation: refused by us, not by a type that cannot hold it.
            assertThat(refused.getSQLState()).as(value).startsWith("23");
            return false;
        } finally {
            connection.rollback(before);
        }
    }

    /** Those of {@code values} that the rules have nothing to say about, read from tables that take them all. */
    private static Set<String> byRules(Place place, Collection<String> values) throws Exception {
        lax.execute("TRUNCATE hosts, targets, health_checks");
        Map<String, String> valueOfHost = new HashMap<>();
        try (Connection connection = lax.connection()) {
            connection.setAutoCommit(false);
            for (String value : values) {
                String host = place.isHost() ? value : "n" + valueOfHost.size() + ".com";
                valueOfHost.put(host, value);
                if (place.needsOwner()) {
                    insert(connection, OWNER_ROW, host);
                }
                insert(connection, place.insert().replace(OWNER, host), value);
            }
            connection.commit();
        }
        Collection<Host> hosts = read(lax).hosts().values();
        assertThat(hosts).hasSize(values.size());
        return hosts.stream()
                .filter(host -> Rules.check(host).isEmpty())
                .map(host -> valueOfHost.get(host.host()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void insert(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, value);
            insert.execute();
        }
    }

    private static AllRows read(TestDatabase database) throws StoreUnavailable {
        try (PostgresStore store = new PostgresStore(database.config())) {
            return store.read();
        }
    }

    @Test
    void whatNoConstraintCanSeeTheRulesDo() throws Exception {
        TestDatabase database = StrictTables.fresh();
        database.execute(
                "INSERT INTO hosts (host, outgoing_port) VALUES"
                        + " ('xn--mnchen-psa.de', 80), ('loop.com', 80), ('twice.com', 8080)",
                "INSERT INTO targets (host, address, port) VALUES ('loop.com', '127.0.0.1', NULL),"
                        + " ('twice.com', '10.0.0.7', NULL), ('twice.com', '10.0.0.7', 8080)");
        assertThat(read(database).hosts().values().stream().flatMap(host -> Rules.check(host).stream()))
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "loop.com: targets.address must not lead back to this load balancer,"
                                + " is 127.0.0.1 on the incoming_port 80",
                        "twice.com: targets must differ, 10.0.0.7 port 8080 is there twice",
                        "xn--mnchen-psa.de: hosts.host must be in valid punycode, which xn--mnchen-psa is not,"
                                + " is \"xn--mnchen-psa.de\"");
    }
}
