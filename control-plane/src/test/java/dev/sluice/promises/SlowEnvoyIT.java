package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.SlowedProcess;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestPostgres;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Order holds at whatever pace of edits and of Envoys: a host that comes or goes is answered by its target or with 404,
 * never by a route to a cluster that is not there yet or not there any more. {@code -Dsluice.slow.hosts} and
 * {@code -Dsluice.slow.edits} make it longer.
 */
@Timeout(2 * Patience.OF_A_TEST)
class SlowEnvoyIT {
    private static final int HOSTS = Integer.getInteger("sluice.slow.hosts", 1_000);
    private static final int EDITS = Integer.getInteger("sluice.slow.edits", 100);
    private static final int MILLIS_BETWEEN_EDITS = 50;
    private static final int CLIENTS = 4;

    /** A host that came or went is asked for until so many others did. */
    private static final int LATELY = 12;

    @AutoClose
    private final TestBackend backend = TestBackend.start("up");

    @AutoClose
    private final RunningSluice sluice =
            RunningSluice.on(TestPostgres.fresh()).start().withEnvoy();

    @AutoClose("shutdownNow")
    private final ScheduledExecutorService editor = Executors.newSingleThreadScheduledExecutor();

    @AutoClose("shutdownNow")
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

    private final Random random = new Random(9);
    private final Deque<String> come = new ArrayDeque<>();
    private final List<String> lately = new CopyOnWriteArrayList<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean asking = true;
    private int next = HOSTS;

    /** Both Envoys listen on one port, so each answers some of the requests. */
    @Test
    void hostsThatComeAndGoAreNeverAnsweredByARouteWithoutACluster() throws Exception {
        sluice.sql(
                "INSERT INTO hosts (host, incoming_port) SELECT 'h' || i || '.test', %d FROM generate_series(1, %d) i"
                        .formatted(sluice.port(), HOSTS),
                "INSERT INTO targets (host, address, port) SELECT host, '%s', %d FROM hosts"
                        .formatted(backend.address(), backend.port()));
        sluice.awaitAnswer("h" + HOSTS + ".test", "up");
        try (TestEnvoy quick =
                        TestEnvoy.start(sluice.bootstrap(), FreePorts.next()).awaitLive();
                SlowedProcess slow = sluice.envoy().slowed()) {
            List<Future<?>> asked = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                asked.add(clients.submit(this::ask));
            }
            for (Future<?> edit : planned()) {
                edit.get();
            }
            soon().until(() -> quick.clusters().contains(come.getLast()));
            soon().until(() -> sluice.envoy().clusters().contains(come.getLast()));
            asking = false;
            for (Future<?> each : asked) {
                each.get();
            }
            assertThat(slow.stops()).isPositive();
        }
        assertThat(answered.get()).isGreaterThan(EDITS);
        assertThat(wrong).isEmpty();
    }

    /** All edits, each at its time, whatever Envoys do. */
    private List<Future<?>> planned() {
        List<Future<?>> edits = new ArrayList<>();
        for (int i = 0; i < EDITS; i++) {
            Runnable edit = i % 2 == 0 ? this::comes : this::goes;
            edits.add(editor.schedule(edit, (long) i * MILLIS_BETWEEN_EDITS, TimeUnit.MILLISECONDS));
        }
        return edits;
    }

    private void comes() {
        String host = "h" + ++next + ".test";
        sluice.host(host, backend);
        come.addLast(host);
        edited(host);
    }

    private void goes() {
        String host = come.size() > 3 ? come.removeFirst() : "h" + (1 + random.nextInt(HOSTS)) + ".test";
        sluice.deleteHost(host);
        edited(host);
    }

    private void edited(String host) {
        lately.add(host);
        if (lately.size() > LATELY) {
            lately.remove(0);
        }
    }

    private void ask() {
        while (asking) {
            for (String host : lately) {
                String answer = sluice.answer(host);
                answered.incrementAndGet();
                if (!answer.equals("up") && !answer.equals("404")) {
                    wrong.add(host + " " + answer);
                }
            }
        }
    }
}
