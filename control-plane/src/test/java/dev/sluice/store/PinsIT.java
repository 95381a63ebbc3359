package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Limits;
import dev.sluice.model.Fleet;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.model.Records;
import dev.sluice.model.Target;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a pinned fleet the store hands out what is pinned. It reads all rows only where something makes it. */
class PinsIT {
    private static final Host PINNED = edge("a.com", "10.0.0.1");

    private final TestDatabase database = TestPostgres.fresh();

    @AutoClose
    private final PostgresStore store = new PostgresStore(database.config(), Limits.USUAL, Duration.ofDays(1));

    @BeforeEach
    void rows() throws Exception {
        Migrations.migrate(database.config());
        database.execute(
                "INSERT INTO hosts (host, fleet) VALUES ('a.com', 'edge'), ('b.com', 'default')",
                "INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1')");
    }

    private static Host edge(String name, String... addresses) {
        return new Host(
                name,
                "edge",
                80,
                80,
                List.of(addresses).stream().map(Target::of).toList(),
                List.of());
    }

    private static Host unnamed(String name) {
        return new Host(name, 80, 80, List.of(), List.of());
    }

    private void pin(Host... hosts) throws Exception {
        assertThat(PinsWriter.pin(database.config(), "edge", "r1", Records.toJson(List.of(hosts))))
                .isTrue();
    }

    private void assertRead(Host... hosts) throws Exception {
        assertThat(store.read().hosts().values()).containsExactlyInAnyOrder(hosts);
    }

    @Test
    void theRowsOfAPinnedFleetDoNotMatterAndThoseOfOthersDo() throws Exception {
        assertRead(PINNED, unnamed("b.com"));
        pin(PINNED);
        database.execute(
                "UPDATE targets SET address = '10.0.0.9'",
                "INSERT INTO hosts (host, fleet) VALUES ('new.com', 'edge'), ('c.com', 'default')");
        assertRead(PINNED, unnamed("b.com"), unnamed("c.com"));
        database.execute("DELETE FROM hosts WHERE host IN ('a.com', 'b.com')");
        assertRead(PINNED, unnamed("c.com"));
        database.execute("INSERT INTO hosts (host) VALUES ('a.com')");
        assertRead(PINNED, unnamed("c.com"));
        database.execute("UPDATE hosts SET fleet = 'edge' WHERE host = 'c.com'");
        assertRead(PINNED);
        assertThat(PinsWriter.release(database.config(), "edge")).isTrue();
        assertRead(unnamed("a.com"), edge("new.com"), edge("c.com"));
    }

    @Test
    void whoPinnedItAndWhenIsHandedOn() throws Exception {
        assertThat(store.read().pins()).isEmpty();
        pin(PINNED);
        assertThat(store.read().pins()).singleElement().satisfies(pin -> {
            assertThat(pin.fleet()).isEqualTo("edge");
            assertThat(pin.revision()).isEqualTo("r1");
            assertThat(pin.by()).isEqualTo(database.config().user());
            assertThat(pin.at()).isPresent();
            assertThat(pin.problem()).isEmpty();
        });
        database.execute("DELETE FROM fleets");
        assertThat(store.read().pins()).isEmpty();
    }

    @Test
    void aPinnedFleetIsNotPinnedOver() throws Exception {
        pin(PINNED);
        assertThat(PinsWriter.pin(database.config(), "edge", "r2", "[]")).isFalse();
        assertRead(PINNED, unnamed("b.com"));
        assertThat(PinsWriter.pinned(database.config())).contains("edge");
        assertThat(PinsWriter.release(database.config(), "edge")).isTrue();
        assertThat(PinsWriter.release(database.config(), "edge")).isFalse();
        assertThat(PinsWriter.pinned(database.config())).isEmpty();
        pin();
        assertRead(unnamed("b.com"));
    }

    @Test
    void unchangedHostsAreNotReadAgain() throws Exception {
        pin(PINNED);
        Fleet first = store.read();
        database.execute("TRUNCATE targets");
        assertThat(store.read().hosts().get("a.com")).isSameAs(first.hosts().get("a.com"));
        // Nothing but the row's version says that it is another one.
        database.execute(
                "ALTER TABLE fleets DISABLE TRIGGER USER",
                "UPDATE fleets SET pinned = jsonb_set(pinned, '{0,targets}', '[\"10.0.0.2\"]')",
                "TRUNCATE targets");
        assertRead(edge("a.com", "10.0.0.2"), unnamed("b.com"));
    }

    @Test
    void hostsThatCannotBeReadAreNamedAndTheFleetStaysAsItIsWhileOthersGoOn() throws Exception {
        pin(PINNED);
        store.read();
        database.execute("UPDATE fleets SET pinned = pinned || '[{\"host\": \"x.com\", \"flet\": \"edge\"}]'");
        assertThat(store.read().pins())
                .extracting(Pin::problem)
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .contains(new Problem(
                                "fleet edge",
                                "fleets.pinned",
                                "must be a list of this fleet's records, as sluice pin writes it: x.com: hosts.flet is not known;"
                                        + " did you mean fleet? (line 1)")));
        database.execute("INSERT INTO hosts (host) VALUES ('c.com')", "DELETE FROM hosts WHERE host = 'a.com'");
        assertRead(PINNED, unnamed("b.com"), unnamed("c.com"));
        // With nothing to stay at, nobody can say what it serves.
        try (PostgresStore fresh = new PostgresStore(database.config())) {
            assertThatThrownBy(fresh::read)
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageStartingWith("pinned of the fleet edge must be a list of this fleet's records");
        }
        database.execute("UPDATE fleets SET pinned = pinned - 1");
        assertRead(PINNED, unnamed("b.com"), unnamed("c.com"));
        assertThat(store.read().pins()).extracting(Pin::problem).containsExactly(Optional.empty());
    }

    @Test
    void recordsOfAnotherFleetAreNoneOfThisOne() throws Exception {
        store.read();
        pin(unnamed("a.com"));
        assertThat(store.read().pins().get(0).mistake().orElseThrow()).endsWith(": a.com is of the fleet default");
        assertRead(PINNED, unnamed("b.com"));
    }
}
