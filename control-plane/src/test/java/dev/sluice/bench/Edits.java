package dev.sluice.bench;

import dev.sluice.testing.Traffic;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Each kind of edit a number of times, timed from the sending of its committing statement to the first right answer on a
 * new connection, while three kept-alive connections go on asking a host that nobody edits.
 *
 * @param unexpected how often there was which answer that was neither the old one nor the new one, or to the kept
 *     connections any but a 200
 * @param closed kept-alive connections that Envoy ended
 */
record Edits(
        Quantiles targetChanged,
        Quantiles hostAdded,
        Quantiles hostRemoved,
        SortedMap<String, Integer> unexpected,
        int closed) {
    /** So that what polls once a second is met at each moment of its second alike. */
    private static final int LONGEST_PAUSE_MILLIS = 1000;

    /** Some edit; {@link Run#time} waits until it is to be seen. */
    private interface Edit {
        void commit() throws SQLException;
    }

    static Edits in(Rig rig, int hosts, int times) throws SQLException, InterruptedException {
        try (Traffic traffic = Traffic.to(rig.port(), Rig.host(1))) {
            Run run = new Run(rig);
            List<Duration> changed = new ArrayList<>();
            List<Duration> added = new ArrayList<>();
            List<Duration> removed = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                String host = Rig.host(2 + i / 2 % (hosts / 2 - 1));
                String before = i % 2 == 0 ? rig.one() : rig.two();
                String after = i % 2 == 0 ? rig.two() : rig.one();
                changed.add(run.time(host, before, after, () -> rig.pointTo(after, host)));
            }
            for (int i = hosts + 1; i <= hosts + times; i++) {
                int number = i;
                added.add(run.time(Rig.host(i), "404", rig.one(), () -> rig.addHosts(number, number)));
            }
            for (int i = hosts + 1; i <= hosts + times; i++) {
                String host = Rig.host(i);
                removed.add(run.time(host, rig.one(), "404", () -> rig.removeHost(host)));
            }
            List<String> failures = traffic.failures();
            failures.stream().filter(failure -> !isClose(failure)).forEach(run::unexpected);
            int closed = (int) failures.stream().filter(Edits::isClose).count();
            return new Edits(Quantiles.of(changed), Quantiles.of(added), Quantiles.of(removed), run.unexpected, closed);
        }
    }

    private static boolean isClose(String failure) {
        return failure.equals("Connection: close") || failure.contains("Exception");
    }

    private static final class Run {
        private final Rig rig;
        private final Random random = new Random(1);
        private final SortedMap<String, Integer> unexpected = new TreeMap<>();

        Run(Rig rig) {
            this.rig = rig;
        }

        Duration time(String host, String before, String after, Edit edit) throws SQLException, InterruptedException {
            Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
            long start = System.nanoTime();
            edit.commit();
            rig.await(host, before, after, this::unexpected);
            return Duration.ofNanos(System.nanoTime() - start);
        }

        void unexpected(String answer) {
            unexpected.merge(answer, 1, Integer::sum);
        }
    }

    int unexpectedAnswers() {
        return unexpected.values().stream().mapToInt(Integer::intValue).sum();
    }
}
