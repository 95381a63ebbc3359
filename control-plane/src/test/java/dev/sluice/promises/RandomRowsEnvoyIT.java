package dev.sluice.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.LaxTables;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whatever is in the rows, Envoy is never sent what it refuses, and the good ones are served. */
class RandomRowsEnvoyIT {
    /** {@code -Dsluice.seed=2} for other rows, {@code -Dsluice.batches=50} for more of them. */
    private static final long SEED = Long.getLong("sluice.seed", 1);

    private static final int BATCHES = Integer.getInteger("sluice.batches", 3);
    private static final int HOSTS_IN_A_BATCH = 200;

    @AutoClose
    private final TestBackend good = TestBackend.start("good");

    private final List<Integer> listeners = FreePorts.next(3);
    private final RandomRows rows = new RandomRows(SEED, listeners);

    @Test
    void whatTheConstraintsLetThroughIsNeverRefused() throws Exception {
        neverRefused(TestPostgres.fresh());
    }

    @Test
    void neitherIsWhatTablesHoldThatLostTheirConstraints() throws Exception {
        neverRefused(LaxTables.fresh());
    }

    private void neverRefused(TestDatabase database) throws Exception {
        System.out.println("random rows: -Dsluice.seed=" + SEED + " -Dsluice.batches=" + BATCHES);
        try (RunningSluice sluice = RunningSluice.on(database).start();
                Connection connection = database.connection()) {
            sluice.withEnvoy(countingRefusals(sluice.bootstrap()));
            for (int port : listeners) {
                sluice.host("always" + port + ".example", port, good);
            }
            for (int batch = 1; batch <= BATCHES; batch++) {
                List<RandomRows.Row> written = RandomRows.write(connection, rows.hosts(HOSTS_IN_A_BATCH));
                try {
                    assertServed(sluice, batch);
                    assertNothingRefused(sluice);
                    // Half of them go before the others come.
                    sluice.sql("DELETE FROM hosts WHERE host NOT LIKE 'always%' AND hashtext(host) % 2 = 0");
                } catch (Throwable e) {
                    throw new AssertionError(
                            "seed " + SEED + ", batch " + batch + " of these rows:\n"
                                    + written.stream().map(Object::toString).collect(Collectors.joining("\n")),
                            e);
                }
            }
            System.out.println("random rows: served "
                    + database.ask("SELECT count(*) FROM hosts") + " hosts' rows at last, problems "
                    + (sluice.get("/status").body().split("\"field\"", -1).length - 1));
        }
    }

    /** When a host that was written after the batch answers, the batch has been sent and taken. */
    private void assertServed(RunningSluice sluice, int batch) {
        int port = listeners.get(batch % listeners.size());
        sluice.host("always" + batch + ".example", port, good);
        RunningSluice.awaitAnswer(port, "always" + batch + ".example", "good");
        for (int listener : listeners) {
            RunningSluice.awaitAnswer(listener, "always" + listener + ".example", "good");
        }
        sluice.awaitQuiet();
    }

    private static void assertNothingRefused(RunningSluice sluice) {
        List<String> refusals =
                sluice.envoy().admin("/stats?filter=update_rejected").lines().toList();
        assertThat(refusals)
                .allSatisfy(line -> assertThat(line).endsWith(": 0"))
                .anyMatch(line -> line.startsWith("cluster_manager.cds."))
                .anyMatch(line -> line.startsWith("listener_manager.lds."))
                .anyMatch(line -> line.contains(".rds."))
                .anyMatch(line -> line.startsWith("cluster.always"));
        assertThat(sluice.get("/status").body()).contains("\"streams\" : 1").doesNotContain("\"refused\"");
    }

    /** Our bootstrap keeps no statistics for each host, but here the endpoints' count too. */
    private static String countingRefusals(String bootstrap) {
        String patterns = "      patterns:\n";
        assertThat(bootstrap).contains(patterns);
        return bootstrap.replace(patterns, patterns + "        - { suffix: .update_rejected }\n");
    }
}
