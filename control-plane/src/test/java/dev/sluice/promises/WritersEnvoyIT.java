package dev.sluice.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many write at once, in transactions of every kind; whenever they pause, Envoy has exactly what the rows say. What Envoy
 * has is read from its admin interface, and what the rows say by SQL: nothing of ours is between the two. The long form
 * is {@code -Dsluice.writers=200 -Dsluice.rounds=20 -Dsluice.commits=6}.
 */
@Timeout(2 * Patience.OF_A_TEST)
class WritersEnvoyIT {
    private static final int WRITERS = Integer.getInteger("sluice.writers", 20);
    private static final int ROUNDS = Integer.getInteger("sluice.rounds", 3);
    private static final int COMMITS = Integer.getInteger("sluice.commits", 5);
    private static final int NAMES = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** PostgreSQL's own words for "try again", and those of two who insert the same. */
    private static final List<String> RACES = List.of("40001", "40P01", "23505", "23503");

    private final TestDatabase database = TestPostgres.fresh();

    @AutoClose
    private final RunningSluice sluice = RunningSluice.on(database).start().withEnvoy();

    @AutoClose("shutdownNow")
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);

    private final List<Integer> ports = List.of(sluice.port(), FreePorts.next(), FreePorts.next());
    private final AtomicInteger commits = new AtomicInteger();

    @Test
    void wheneverTheyPauseEnvoyHasWhatTheRowsSay() throws Exception {
        Random seeds = new Random(20261125);
        for (int round = 0; round < ROUNDS; round++) {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Random random = new Random(seeds.nextLong());
                running.add(writers.submit(() -> {
                    write(random);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            RunningSluice.soon().untilAsserted(() -> assertThat(ofEnvoy()).isEqualTo(ofRows()));
        }
        assertThat(ofRows()).isNotEmpty();
        assertThat(commits).hasPositiveValue();
        assertThat(sluice.envoy().stat("cluster_manager.cds.update_rejected")).isZero();
        assertThat(sluice.envoy().stat("listener_manager.lds.update_rejected")).isZero();
    }

    private void write(Random random) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < COMMITS; i++) {
                connection.setTransactionIsolation(List.of(
                                Connection.TRANSACTION_READ_COMMITTED,
                                Connection.TRANSACTION_REPEATABLE_READ,
                                Connection.TRANSACTION_SERIALIZABLE)
                        .get(random.nextInt(3)));
                transaction(connection, random);
            }
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int i = 0; i <= random.nextInt(4); i++) {
                Savepoint before = connection.setSavepoint();
                statement.execute(edit(random));
                if (random.nextInt(6) == 0) {
                    connection.rollback(before);
                }
            }
            if (random.nextInt(8) == 0) {
                connection.rollback();
            } else {
                connection.commit();
                commits.incrementAndGet();
            }
        } catch (SQLException e) {
            connection.rollback();
            if (!RACES.contains(e.getSQLState())) {
                throw e;
            }
        }
    }

    private String edit(Random random) {
        String host = "h" + random.nextInt(NAMES) + ".example";
        String other = "h" + random.nextInt(NAMES) + ".example";
        String address = "10.0." + random.nextInt(4) + "." + (1 + random.nextInt(9));
        int port = ports.get(random.nextInt(ports.size()));
        return switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                "INSERT INTO hosts (host, incoming_port) VALUES ('%s', %d) ON CONFLICT DO NOTHING"
                        .formatted(host, port);
            case 3 -> "DELETE FROM hosts WHERE host = '%s'".formatted(host);
            case 4, 5 ->
                "INSERT INTO targets (host, address) SELECT host, '%s' FROM hosts WHERE host = '%s' ON CONFLICT DO NOTHING"
                        .formatted(address, host);
            case 6 -> "DELETE FROM targets WHERE host IN ('%s', '%s')".formatted(host, other);
            case 7 -> "UPDATE targets SET port = %d WHERE host = '%s'".formatted(8000 + random.nextInt(5), host);
            case 8 -> "UPDATE hosts SET incoming_port = %d WHERE host = '%s'".formatted(port, host);
            case 9 ->
                "INSERT INTO health_checks (host, path) SELECT host, '/h' FROM hosts WHERE host = '%s' ON CONFLICT DO NOTHING"
                        .formatted(host);
            case 10 -> "DELETE FROM health_checks WHERE host = '%s'".formatted(host);
            default ->
                "UPDATE hosts SET outgoing_port = %d WHERE host IN ('%s', '%s')"
                        .formatted(7000 + random.nextInt(5), host, other);
        };
    }

    /** A line for each host, each of its targets and its check. */
    private SortedSet<String> ofRows() throws SQLException {
        return new TreeSet<>(database.list("SELECT 'route http_' || incoming_port || ' ' || host FROM hosts"
                + " UNION ALL SELECT 'cluster ' || host || coalesce(' ' || path, '') FROM hosts LEFT JOIN health_checks USING (host)"
                + " UNION ALL SELECT 'target ' || host || ' ' || address || ':' || coalesce(port, outgoing_port)"
                + " FROM targets JOIN hosts USING (host)"));
    }

    private SortedSet<String> ofEnvoy() throws IOException {
        SortedSet<String> lines = new TreeSet<>();
        for (JsonNode config :
                JSON.readTree(sluice.envoy().admin("/config_dump?include_eds")).path("configs")) {
            config.path("dynamic_route_configs").forEach(each -> routes(each.path("route_config"), lines));
            config.path("dynamic_active_clusters").forEach(each -> cluster(each.path("cluster"), lines));
            config.path("dynamic_warming_clusters").forEach(each -> lines.add("warming " + each));
            config.path("dynamic_endpoint_configs").forEach(each -> targets(each.path("endpoint_config"), lines));
        }
        return lines;
    }

    private static void routes(JsonNode routes, SortedSet<String> lines) {
        routes.path("virtual_hosts")
                .forEach(host -> lines.add("route " + routes.path("name").asText() + " "
                        + host.path("name").asText()));
    }

    private static void cluster(JsonNode cluster, SortedSet<String> lines) {
        JsonNode check =
                cluster.path("health_checks").path(0).path("http_health_check").path("path");
        lines.add("cluster " + cluster.path("name").asText() + (check.isMissingNode() ? "" : " " + check.asText()));
    }

    private static void targets(JsonNode assignment, SortedSet<String> lines) {
        assignment
                .path("endpoints")
                .forEach(locality -> locality.path("lb_endpoints").forEach(endpoint -> {
                    JsonNode address = endpoint.path("endpoint").path("address").path("socket_address");
                    lines.add("target " + assignment.path("cluster_name").asText() + " "
                            + address.path("address").asText() + ":"
                            + address.path("port_value").asText());
                }));
    }
}
