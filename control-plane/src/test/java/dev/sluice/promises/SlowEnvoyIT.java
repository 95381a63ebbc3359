package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.SlowedProcess;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestPostgres;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Order holds at whatever pace of edits and of Envoy: a host that comes or goes is answered by its target or with 404,
 * never by a route to a cluster that is not there yet or not there any more. {@code -Dsluice.slow.hosts} and
 * {@code -Dsluice.slow.edits} make it longer.
 */
@Timeout(2 * Patience.OF_A_TEST)
class SlowEnvoyIT {
    private static final int HOSTS = Integer.getInteger("sluice.slow.hosts", 500);
    private static final int EDITS = Integer.getInteger("sluice.slow.edits", 60);

    @AutoClose
    private final TestBackend backend = TestBackend.start("up");

    @AutoClose
    private final RunningSluice sluice =
            RunningSluice.on(TestPostgres.fresh()).start().withEnvoy();

    @Test
    void hostsThatComeAndGoAreNeverAnsweredByARouteWithoutACluster() throws Exception {
        sluice.sql(
                "INSERT INTO hosts (host, incoming_port) SELECT 'h' || i || '.test', %d FROM generate_series(1, %d) i"
                        .formatted(sluice.port(), HOSTS),
                "INSERT INTO targets (host, address, port) SELECT host, '%s', %d FROM hosts"
                        .formatted(backend.address(), backend.port()));
        sluice.awaitAnswer("h" + HOSTS + ".test", "up");
        Random random = new Random(9);
        Deque<String> live = new ArrayDeque<>();
        List<String> wrong = new ArrayList<>();
        int next = HOSTS + 1;
        try (SlowedProcess slow = sluice.envoy().slowed()) {
            for (int i = 0; i < EDITS; i++) {
                String comes = "h" + next++ + ".test";
                sluice.host(comes, backend);
                live.addLast(comes);
                String goes = live.size() > 3 ? live.removeFirst() : "h" + (1 + random.nextInt(HOSTS)) + ".test";
                sluice.deleteHost(goes);
                for (String host : List.of(comes, goes)) {
                    String answer = sluice.answer(host);
                    if (!answer.equals("up") && !answer.equals("404")) {
                        wrong.add(i + " " + host + " " + answer);
                    }
                }
            }
            assertThat(slow.stops()).isPositive();
        }
        assertThat(wrong).isEmpty();
        String last = live.getLast();
        soon().untilAsserted(() -> assertThat(sluice.answer(last)).isEqualTo("up"));
    }
}
