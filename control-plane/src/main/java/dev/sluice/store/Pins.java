package dev.sluice.store;

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

    /** The column, as problems name it. */
    private static final String PINNED = "fleets.pinned";

    private static final String READ_HOSTS = "SELECT pinned::text FROM fleets WHERE fleet = ?";

    /**
     * One fleet's.
     *
     * @param hosts in place of its rows; empty when they cannot be read and nothing is known that it could stay at
     */
    private record Pinned(String version, Pin pin, Optional<Map<String, Host>> hosts) {}

    private final Map<String, Pinned> byFleet = new HashMap<>();
    private final Map<String, Host> hosts = new HashMap<>();
    private final List<Pin> pins = new ArrayList<>();

    private Pins(List<Pinned> all) {
        all.forEach(pinned -> {
            byFleet.put(pinned.pin().fleet(), pinned);
            pinned.hosts().ifPresent(hosts::putAll);
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
        Records.Parsed parsed = Records.parseWritten(hosts(connection, pin.fleet()), PINNED);
        Optional<String> mistake = mistake(pin.fleet(), parsed);
        if (mistake.isEmpty()) {
            Map<String, Host> hosts = parsed.hosts().stream().collect(Collectors.toMap(Host::host, host -> host));
            return new Pinned(version, pin, Optional.of(hosts));
        }
        // The fleet stays at what it has: with its rows it would be released, without hosts it would be gone.
        Pin mistaken = new Pin(pin.fleet(), pin.revision(), pin.at(), pin.by(), mistake);
        return new Pinned(version, mistaken, present.hostsOf(pin.fleet()));
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
                .filter(host -> host.unread().isEmpty() && !host.fleet().equals(fleet))
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
        return pinned != null || row == null ? pinned : instead(row);
    }

    /** What is served of {@code rows}, and in their place. */
    Map<String, Host> instead(Map<String, Host> rows) {
        if (byFleet.isEmpty()) {
            return rows;
        }
        Map<String, Host> served = new HashMap<>();
        rows.forEach((name, row) -> {
            Host host = instead(row);
            if (host != null) {
                served.put(name, host);
            }
        });
        served.putAll(hosts);
        return served;
    }

    /** The row itself; nothing of a pinned fleet's, unless it is not known what that one is pinned to. */
    private @Nullable Host instead(Host row) {
        Pinned pinned = byFleet.get(row.fleet());
        if (pinned == null) {
            return row;
        }
        return pinned.hosts().isPresent()
                ? null
                : row.withUnread(pinned.pin().problem().stream().toList());
    }
}
