package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Limits;
import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.model.Records;
import dev.sluice.model.Targets;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a pinned fleet the store hands out what is pinned. It reads all rows only where something makes it. */
class PinsIT {
    private static final Host PINNED = edge("a.com", "10.0.0.1");

    private final TestDatabase database = StrictTables.fresh();

    @AutoClose
    private final PostgresStore store = new PostgresStore(database.config(), Limits.USUAL, Duration.ofDays(1));

    @BeforeEach
    void rows() throws Exception {
        database.execute(
                "INSERT INTO hosts (host, fleet) VALUES ('a.com', 'edge'), ('b.com', 'default')",
                "INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1')");
    }

    private static Host edge(String name, String... addresses) {
        return SampleHosts.host(
                name,
                "edge",
                80,
                80,
                List.of(addresses).stream().map(Targets::of).toList(),
                List.of());
    }

    private static Host unnamed(String name) {
        return SampleHosts.host(name, 80, 80, List.of(), List.of());
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
        AllRows first = store.read();
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
    void whatANewerVersionPinnedCostsTheHostAloneThatIsNotUnderstood() throws Exception {
        pin(PINNED, edge("c.com", "10.0.0.3"), edge("d.com", "10.0.0.4"));
        database.execute(
                "UPDATE fleets SET pinned = jsonb_set(pinned, '{0,redirect_https}', 'true')",
                "UPDATE fleets SET pinned = jsonb_set(pinned, '{1,targets,0}', '{\"unix\": \"/run/c\"}')");
        Problem field = new Problem(
                "a.com",
                "fleets.pinned",
                "holds what this version of Sluice does not know: hosts.redirect_https is not known");
        for (PostgresStore either : List.of(store, new PostgresStore(database.config()))) {
            try (either) {
                AllRows read = either.read();
                assertThat(read.hosts().get("b.com")).isEqualTo(unnamed("b.com"));
                assertThat(read.hosts().get("d.com")).isEqualTo(edge("d.com", "10.0.0.4"));
                assertThat(unread(read, "a.com")).singleElement().satisfies(problem -> {
                    assertThat(problem.host()).isEqualTo(field.host());
                    assertThat(problem.field()).isEqualTo(field.field());
                    assertThat(problem.message()).startsWith(field.message());
                });
                assertThat(unread(read, "c.com"))
                        .extracting(Problem::message)
                        .anyMatch(message -> message.contains("targets.unix is not known"));
                assertThat(read.hosts().size()).isEqualTo(4);
                assertThat(read.pins()).extracting(Pin::problem).containsExactly(Optional.empty());
            }
        }
    }

    @Test
    void aFleetWhoseHostsCannotBeReadStaysAsItIsAndOthersDoNot() throws Exception {
        pin(PINNED);
        store.read();
        database.execute("UPDATE fleets SET pinned = pinned || '[{\"flet\": \"edge\"}]'");
        Problem problem = store.read().pins().get(0).problem().orElseThrow();
        assertThat(problem.host()).isEqualTo("fleet edge");
        assertThat(problem.field()).isEqualTo("fleets.pinned");
        assertThat(problem.message())
                .startsWith("must be a list of this fleet's records, as sluice pin writes it: line 1: hosts.");
        database.execute("INSERT INTO hosts (host) VALUES ('c.com')", "DELETE FROM hosts WHERE host = 'a.com'");
        assertRead(PINNED, unnamed("b.com"), unnamed("c.com"));
        database.execute("UPDATE fleets SET pinned = pinned - 1");
        assertRead(PINNED, unnamed("b.com"), unnamed("c.com"));
        assertThat(store.read().pins()).extracting(Pin::problem).containsExactly(Optional.empty());
    }

    /** Nothing tells what such a fleet served: each of its hosts has the problem, and so stays in its form of before. */
    @Test
    void whoStartsWhileItCannotBeReadHasTheRowsOfOtherFleets() throws Exception {
        pin(PINNED);
        database.execute("UPDATE fleets SET pinned = '[{\"sets\": 2}]'");
        AllRows read = store.read();
        assertThat(read.hosts().get("b.com")).isEqualTo(unnamed("b.com"));
        assertThat(unread(read, "a.com"))
                .containsExactly(read.pins().get(0).problem().orElseThrow());
        database.execute(
                "INSERT INTO hosts (host, fleet) VALUES ('c.com', 'default'), ('new.com', 'edge')",
                "DELETE FROM hosts WHERE host = 'a.com'");
        AllRows next = store.read();
        assertThat(next.hosts().get("c.com")).isEqualTo(unnamed("c.com"));
        assertThat(unread(next, "new.com")).hasSize(1);
        assertThat(PinsWriter.release(database.config(), "edge")).isTrue();
        assertRead(unnamed("b.com"), unnamed("c.com"), edge("new.com"));
    }

    @Test
    void recordsOfAnotherFleetAreNoneOfThisOne() throws Exception {
        store.read();
        pin(unnamed("a.com"));
        assertThat(store.read().pins().get(0).mistake().orElseThrow()).endsWith(": a.com is of the fleet default");
        assertRead(PINNED, unnamed("b.com"));
    }

    private static List<Problem> unread(AllRows read, String host) {
        return Objects.requireNonNull(read.hosts().get(host)).unread();
    }
}
