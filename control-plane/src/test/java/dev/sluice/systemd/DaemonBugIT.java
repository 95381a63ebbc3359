package dev.sluice.systemd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Daemon;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Patience.OF_A_TEST)
class DaemonBugIT {
    private final AtomicBoolean started = new AtomicBoolean();

    /** A clock that cannot be read once the daemon has started: nothing that the code expects. */
    private final LongSupplier broken = () -> {
        if (started.get()) {
            throw new UncheckedIOException(new IOException("no clock"));
        }
        return 0;
    };

    /** It has nothing to do with a port, and its place in the code is wanted. */
    @Test
    void aBugThatIsAnUncheckedIoExceptionIsToldAsABug() {
        Systemd systemd = new Systemd(Optional.empty(), Watchdog.of(Map.of("WATCHDOG_USEC", "1000000"), 1, broken));
        try (RunningSluice other = RunningSluice.on(TestPostgres.fresh()).start()) {
            other.stop();
            started.set(true);
            try (Daemon daemon = Daemon.start(other.config(), systemd, List.of())) {
                assertThatThrownBy(daemon::join)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the reconciler met a bug; Envoy serves on")
                        .hasRootCauseMessage("no clock");
            }
        }
    }
}
