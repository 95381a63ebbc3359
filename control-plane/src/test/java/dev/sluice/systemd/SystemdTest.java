package dev.sluice.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Problem;
import dev.sluice.observe.StatusBoard;
import dev.sluice.reconcile.Publication;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SystemdTest {
    private static final Publication PUBLICATION =
            new Publication("default", "rev", SampleHosts.of(1), 2, 3, Duration.ZERO);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-01T00:00:00Z"));
    private final StatusBoard board = new StatusBoard(clock);
    private final List<String> heard = new ArrayList<>();
    private long now;
    private final Systemd systemd = new Systemd(
            Optional.of(new NotifySocket() {
                @Override
                public void send(String message) {
                    heard.add(message);
                }

                @Override
                public void close(Duration longest) {
                    heard.add("closed");
                }
            }),
            Watchdog.of(Map.of("WATCHDOG_USEC", "1000000"), 1, () -> now));

    private List<String> told() {
        systemd.tell(board.status());
        List<String> news = List.copyOf(heard);
        heard.clear();
        return news;
    }

    @Test
    void itIsReadyWhenSomethingIsServedAndSaysSoOnce() {
        assertThat(told()).containsExactly("STATUS=nothing served yet\nWATCHDOG=1");
        board.storeUnavailable("connection refused\nat all", Duration.ZERO);
        assertThat(told())
                .containsExactly(
                        "STATUS=nothing served yet; database away since 2026-11-01T00:00:00Z: connection refused at all");
        board.read();
        board.published(PUBLICATION);
        assertThat(told()).containsExactly("READY=1\nSTATUS=serving 1 host, 2 targets, revision rev");
        board.published(PUBLICATION);
        assertThat(told()).isEmpty();
        board.published(new Publication("edge", "rev2", SampleHosts.of(2), 1, 3, Duration.ZERO));
        assertThat(told())
                .containsExactly("STATUS=serving 1 host, 2 targets, revision rev of fleet default"
                        + " and 2 hosts, 1 target, revision rev2 of fleet edge");
    }

    @Test
    void theLineSaysWhatIsWrong() {
        board.published(PUBLICATION);
        board.problems(List.of(new Problem("a.example", "targets.address", "must be one")));
        board.storeUnavailable("no route to host", Duration.ZERO);
        board.servedFromDisk(1, Instant.parse("2026-10-31T00:00:00Z"));
        assertThat(told().get(0))
                .contains("STATUS=serving 1 host, 2 targets, revision rev as of 2026-10-31T00:00:00Z (from disk);"
                        + " 1 problem; database away since 2026-11-01T00:00:00Z: no route to host");
    }

    @Test
    void aSignOfLifeIsGivenTenTimesInTheTimeOfTheWatchdog() {
        told();
        now += Duration.ofMillis(99).toNanos();
        assertThat(told()).isEmpty();
        now += Duration.ofMillis(1).toNanos();
        assertThat(told()).containsExactly("WATCHDOG=1");
        assertThat(told()).isEmpty();
    }

    @Test
    void aWatchdogThatIsNotOursIsNotAnswered() {
        assertThat(Watchdog.of(Map.of("WATCHDOG_USEC", "1000000", "WATCHDOG_PID", "2"), 1, () -> now)
                        .due())
                .isFalse();
        assertThat(Watchdog.of(Map.of("WATCHDOG_USEC", "1000000", "WATCHDOG_PID", "1"), 1, () -> now)
                        .due())
                .isTrue();
        assertThat(Watchdog.of(Map.of(), 1, () -> now).due()).isFalse();
    }

    @Test
    void nothingIsToldAfterTheStop() {
        systemd.stopping();
        systemd.close();
        assertThat(told()).containsExactly("STOPPING=1\nSTATUS=stopping", "closed");
        board.published(PUBLICATION);
        assertThat(told()).isEmpty();
    }
}
