package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.observe.Status.DatabaseState;
import dev.sluice.reconcile.EnvoyReport;
import dev.sluice.reconcile.Publication;
import dev.sluice.serve.Envoy;
import dev.sluice.serve.EnvoySaid;
import dev.sluice.serve.Group;
import dev.sluice.testing.SettableClock;
import dev.sluice.translate.Transport;
import dev.sluice.validate.Loss;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private static final Envoy ENVOY = new Envoy(new Group(Transport.ADS, "default"), "test", 1);
    private static final Instant START = Instant.parse("2026-11-23T16:00:00Z");

    private static final ByName<Host> HOSTS = ByName.empty();

    private final SettableClock clock = new SettableClock(START);
    private final StatusBoard board = new StatusBoard(clock);

    @Test
    void nothingIsKnownAtTheStart() {
        assertThat(board.status())
                .isEqualTo(new Status(
                        START,
                        Collections.emptySortedMap(),
                        Optional.empty(),
                        List.of(),
                        Collections.emptySortedMap(),
                        Optional.empty(),
                        List.of(),
                        new Status.Database(DatabaseState.UNKNOWN, START, "", START, Optional.empty()),
                        new Status.Envoys(0, Optional.empty(), Optional.empty(), List.of())));
    }

    @Test
    void theDatabaseIsAwaySinceTheFirstFailureAndBackSinceTheFirstRead() {
        board.read();
        clock.pass(Duration.ofSeconds(10));
        board.storeUnavailable("refused", Duration.ZERO);
        clock.pass(Duration.ofSeconds(10));
        board.storeUnavailable("still refused", Duration.ZERO);
        assertThat(board.status().database())
                .isEqualTo(new Status.Database(
                        DatabaseState.AWAY,
                        START.plusSeconds(10),
                        "still refused",
                        START.plusSeconds(20),
                        Optional.of(START)));
        clock.pass(Duration.ofSeconds(10));
        board.read();
        clock.pass(Duration.ofSeconds(10));
        board.read();
        assertThat(board.status().database())
                .isEqualTo(new Status.Database(
                        DatabaseState.CONNECTED,
                        START.plusSeconds(30),
                        "",
                        START.plusSeconds(40),
                        Optional.of(START.plusSeconds(40))));
    }

    @Test
    void whatIsServedAndItsProblemsAreThoseOfNow() {
        Problem problem = new Problem("a.example", "hosts.host", "must not be empty");
        board.problems(List.of(problem));
        board.published(new Publication("edge", "r1", HOSTS, 2, 3, Duration.ofMillis(4)));
        assertThat(board.status().problems()).containsExactly(problem);
        assertThat(board.status().served()).containsOnly(Map.entry("edge", new Status.Served("r1", HOSTS, 2, START)));
        board.problems(List.of());
        assertThat(board.status().problems()).isEmpty();
    }

    @Test
    void aChangeIsHeldSinceTheFirstReadThatWas() {
        Loss first = new Loss("1", 30, 40, 0, 40, List.of());
        Loss more = new Loss("2", 31, 40, 0, 40, List.of());
        board.held(first);
        clock.pass(Duration.ofSeconds(10));
        board.held(more);
        assertThat(board.status().held()).contains(new Status.Held(more, START));
        board.released(false);
        assertThat(board.status().held()).isEmpty();
    }

    @Test
    void envoysAreCountedAndTheirLastWordsKept() {
        board.said(new EnvoySaid.Hello(Transport.ADS));
        board.said(new EnvoySaid.Hello(Transport.ADS));
        board.said(new EnvoySaid.Goodbye(Transport.ADS));
        board.said(new EnvoySaid.Accepted(ENVOY, "Cluster"));
        clock.pass(Duration.ofSeconds(1));
        board.said(new EnvoySaid.Refused(ENVOY, "Listener", "no"));
        assertThat(board.status().envoys())
                .isEqualTo(new Status.Envoys(
                        1,
                        Optional.of(START),
                        Optional.of(
                                new Status.Refusal(ENVOY, "Listener", "no", START.plusSeconds(1), Optional.empty())),
                        List.of()));
    }

    @Test
    void aRefusalIsSolvedWhenItsTypeIsTakenAgain() {
        board.said(new EnvoySaid.Refused(ENVOY, "Listener", "no"));
        clock.pass(Duration.ofSeconds(1));
        board.said(new EnvoySaid.Accepted(ENVOY, "Cluster"));
        assertThat(solvedAt()).isEmpty();
        board.said(new EnvoySaid.Accepted(new Envoy(ENVOY.group(), "test", 2), "Listener"));
        assertThat(solvedAt()).isEmpty();
        board.said(new EnvoySaid.Accepted(ENVOY, "Listener"));
        clock.pass(Duration.ofSeconds(1));
        board.said(new EnvoySaid.Accepted(ENVOY, "Listener"));
        assertThat(solvedAt()).contains(START.plusSeconds(1));
        board.said(new EnvoySaid.Refused(ENVOY, "Listener", "no"));
        assertThat(solvedAt()).isEmpty();
    }

    @Test
    void whoHasGoneRefusesNothingAnyMore() {
        var report = new EnvoyReport(ENVOY, START, Optional.empty(), new TreeMap<>(Map.of("a.example", "no")));
        board.envoys(List.of(report));
        board.said(new EnvoySaid.Refused(ENVOY, "Listener", "no"));
        board.envoys(List.of(report));
        assertThat(board.status().envoys().refused()).isPresent();
        assertThat(board.status().envoys().each()).containsExactly(report);
        board.envoys(List.of());
        assertThat(board.status().envoys().refused()).isEmpty();
    }

    private Optional<Instant> solvedAt() {
        return board.status().envoys().refused().orElseThrow().solvedAt();
    }
}
