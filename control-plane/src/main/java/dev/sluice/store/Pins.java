package dev.sluice.store;

import dev.sluice.model.Format;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import dev.sluice.model.Records;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fleets that are pinned, with their hosts, which take the place of their rows. */
final class Pins {
    static final Pins NONE = new Pins(List.of());

    /** The numbers change with every update of a row, so that its hosts are read again only when they may be others. */
    private static final String READ = """
            SELECT fleet, xmin::text || ' ' || ctid::text AS version,
                coalesce(pinned_revision, '') AS pinned_revision, pinned_at, coalesce(pinned_by, '') AS pinned_by
            FROM fleets WHERE fleet IS NOT NULL AND pinned IS NOT NULL ORDER BY fleet
            """;

    private static final String READ_HOSTS = "SELECT pinned::text FROM fleets WHERE fleet = ?";

    /** One fleet's. */
    private record Pinned(String version, Pin pin, Map<String, Host> hosts) {}

    private final Map<String, Pinned> byFleet = new HashMap<>();
    private final Map<String, Host> hosts = new HashMap<>();
    private final List<Pin> pins = new ArrayList<>();

    private Pins(List<Pinned> all) {
        all.forEach(pinned -> {
            byFleet.put(pinned.pin().fleet(), pinned);
            hosts.putAll(pinned.hosts());
            pins.add(pinned.pin());
        });
    }

    /** What a fleet has now, for one whose hosts cannot be read; empty when nothing was read yet. */
    interface Present {
        Optional<Map<String, Host>> hostsOf(String fleet);
    }

    /** Reads what is not in {@code known}. */
    static Pins read(Connection connection, Pins known, Present present) throws SQLException {
        List<Pinned> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(READ);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Pinned before = known.byFleet.get(row.getString("fleet"));
                String version = row.getString("version");
                all.add(
                        before != null && before.version().equals(version)
                                ? before
                                : pinned(connection, version, pin(row), present));
            }
        }
        return new Pins(all);
    }

    private static Pin pin(ResultSet row) throws SQLException {
        return new Pin(
                row.getString("fleet"),
                row.getString("pinned_revision"),
                Optional.ofNullable(row.getTimestamp("pinned_at")).map(Timestamp::toInstant),
                row.getString("pinned_by"),
                Optional.empty());
    }

    private static Pinned pinned(Connection connection, String version, Pin pin, Present present) throws SQLException {
        Records.Parsed parsed = Records.parse(hosts(connection, pin.fleet()), Format.JSON);
        Optional<String> mistake = mistake(pin.fleet(), parsed);
        if (mistake.isEmpty()) {
            Map<String, Host> hosts = parsed.hosts().stream().collect(Collectors.toMap(Host::host, host -> host));
            return new Pinned(version, pin, hosts);
        }
        // To nobody's hosts: with its rows instead it would be released, with none it would be gone.
        Map<String, Host> hosts = present.hostsOf(pin.fleet())
                .orElseThrow(() -> new SQLException("pinned of the fleet " + pin.fleet() + " " + mistake.get()));
        Pin mistaken = new Pin(pin.fleet(), pin.revision(), pin.at(), pin.by(), mistake);
        return new Pinned(version, mistaken, hosts);
    }

    private static String hosts(Connection connection, String fleet) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ_HOSTS)) {
            statement.setString(1, fleet);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static Optional<String> mistake(String fleet, Records.Parsed parsed) {
        Optional<String> unreadable = parsed.problems().stream().findFirst().map(Object::toString);
        Optional<String> foreign = parsed.hosts().stream()
                .filter(host -> !host.fleet().equals(fleet))
                .findFirst()
                .map(host -> host.host() + " is of the fleet " + host.fleet());
        return unreadable
                .or(() -> foreign)
                .map(found -> "must be a list of this fleet's records, as sluice pin writes it: " + found);
    }

    /** The fleets, sorted by name. */
    List<Pin> pins() {
        return pins;
    }

    /** What is served under {@code name}: the pinned host; else its {@code row}, unless that is a pinned fleet's. */
    @Nullable
    Host instead(String name, @Nullable Host row) {
        Host pinned = hosts.get(name);
        if (pinned != null) {
            return pinned;
        }
        return row == null || byFleet.containsKey(row.fleet()) ? null : row;
    }

    /** What is served of {@code rows}, and in their place. */
    Map<String, Host> instead(Map<String, Host> rows) {
        if (byFleet.isEmpty()) {
            return rows;
        }
        Map<String, Host> served = new HashMap<>(rows);
        served.values().removeIf(row -> byFleet.containsKey(row.fleet()));
        served.putAll(hosts);
        return served;
    }
}
