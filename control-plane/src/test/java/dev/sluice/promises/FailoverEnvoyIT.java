package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.awaitAnswer;
import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import dev.sluice.testing.ReplicatedPostgres;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The primary is killed and its standby promoted: traffic notices nothing, and changes go on by themselves. */
class FailoverEnvoyIT {
    private static final String HOST = "lasting.example";
    private static final String LISTENING = "SELECT 1 FROM pg_stat_activity WHERE query = 'LISTEN sluice'";

    @AutoClose
    private final ReplicatedPostgres servers = ReplicatedPostgres.start();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    @Test
    void noRequestFailsAndARowOfTheNewPrimaryIsLive() throws Exception {
        try (RunningSluice sluice = daemon().start().withEnvoy();
                Traffic traffic = traffic(sluice)) {
            servers.awaitReplayed();
            servers.killPrimary();
            traffic.awaitMore();
            servers.promote();
            long promoted = System.nanoTime();
            servers.standby().execute(newHost(sluice.port()));
            sluice.awaitAnswer("new.example", "two");
            System.out.println("live after the promotion: " + millisSince(promoted) + " ms");
            traffic.awaitMore();
            assertThat(traffic.failures()).isEmpty();
        }
    }

    /** Nothing else wakes a daemon that reads once an hour. */
    @Test
    void theNewPrimarysNotificationsAreHeard() throws Exception {
        try (RunningSluice sluice =
                        daemon().syncEvery(Duration.ofHours(1)).start().withEnvoy();
                Traffic traffic = traffic(sluice)) {
            sluice.awaitQuiet();
            servers.awaitReplayed();
            servers.killPrimary();
            servers.promote();
            long promoted = System.nanoTime();
            servers.standby().execute(newHost(sluice.port()));
            // What was committed before the daemon listened again it reads then, if not before.
            sluice.awaitAnswer("new.example", "two");
            soon().until(() -> !servers.standby().list(LISTENING).isEmpty());
            System.out.println("listening after the promotion: " + millisSince(promoted) + " ms");
            sluice.awaitQuiet();
            servers.standby().execute("UPDATE targets SET port = " + one.port() + " WHERE host = 'new.example'");
            soon().until(() -> sluice.answer("new.example").equals("one"));
            assertThat(traffic.failures()).isEmpty();
        }
    }

    private RunningSluice.Setup daemon() {
        TestDatabase primary = servers.primary();
        Database both = new Database(
                List.of(
                        new HostPort("127.0.0.1", primary.port()),
                        new HostPort("127.0.0.1", servers.standby().port())),
                primary.name(),
                primary.user(),
                primary.config().password(),
                Map.of("targetServerType", "primary"));
        return RunningSluice.on(primary).reachedBy(both);
    }

    private Traffic traffic(RunningSluice sluice) {
        sluice.host(HOST, one);
        awaitAnswer(sluice.port(), HOST, "one");
        return Traffic.to(sluice.port(), HOST, "one");
    }

    private String newHost(int port) {
        return """
                WITH added AS (INSERT INTO hosts (host, incoming_port) VALUES ('new.example', %d) RETURNING host)
                INSERT INTO targets (host, address, port) SELECT host, '%s', %d FROM added
                """.formatted(port, two.address(), two.port());
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
