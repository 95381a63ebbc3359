package dev.sluice.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.store.PostgresStore;
import dev.sluice.store.StrictTables;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one transaction writes is read as a whole, and nothing that was committed is missed, with many at once. */
class ConsistentReadsIT {
    private static final int TRANSACTIONS = 150;

    private final TestDatabase database = StrictTables.fresh();

    @Test
    void aTransactionThatSwapsTheTargetsOfTwoHostsIsNeverSeenHalf() throws Exception {
        database.execute(
                "INSERT INTO hosts VALUES ('a.example', 80, 1000), ('b.example', 80, 1000)",
                "INSERT INTO targets (host, address) VALUES ('a.example', '10.0.0.1'), ('b.example', '10.0.0.2')",
                "INSERT INTO health_checks (host, port) VALUES ('a.example', 1000), ('b.example', 1000)");
        try (PostgresStore store = new PostgresStore(database.config())) {
            CompletableFuture<Void> writer = write(
                    TRANSACTIONS,
                    i -> List.of(
                            "UPDATE hosts SET outgoing_port = 1000 + " + i,
                            "UPDATE targets SET host = CASE host WHEN 'a.example' THEN 'b.example' ELSE 'a.example' END",
                            "UPDATE health_checks SET port = 1000 + " + i));
            Set<AllRows> seen = new HashSet<>();
            while (!writer.isDone()) {
                AllRows rows = store.read();
                assertThat(rows.hosts()).isEqualTo(after(transactions(rows)).hosts());
                seen.add(rows);
            }
            writer.join();
            assertThat(store.read().hosts()).isEqualTo(after(TRANSACTIONS).hosts());
            // Otherwise nobody looked while somebody wrote.
            assertThat(seen).hasSizeGreaterThan(5);
        }
    }

    private static int transactions(AllRows rows) {
        return Objects.requireNonNull(rows.hosts().get("a.example")).outgoingPort() - 1000;
    }

    /** What is in the tables after so many transactions. */
    private static AllRows after(int transactions) {
        boolean swapped = transactions % 2 == 1;
        Host a = host("a.example", swapped ? "10.0.0.2" : "10.0.0.1", 1000 + transactions);
        Host b = host("b.example", swapped ? "10.0.0.1" : "10.0.0.2", 1000 + transactions);
        return AllRows.of(List.of(a, b));
    }

    private static Host host(String name, String target, int port) {
        Row check = SampleHosts.check("/", OptionalInt.of(port), Duration.ofSeconds(5), Duration.ofSeconds(10));
        return SampleHosts.host(name, 80, port, List.of(Targets.of(target)), List.of(check));
    }

    @Test
    void whatManyWritersLeaveIsReadInTheEnd() throws Exception {
        try (PostgresStore store = new PostgresStore(database.config())) {
            List<CompletableFuture<Void>> writers = IntStream.range(0, 4)
                    .mapToObj(writer ->
                            write(TRANSACTIONS / 4, i -> edit("w%d-%d.example".formatted(writer, i % 7), i)))
                    .toList();
            while (!writers.stream().allMatch(CompletableFuture::isDone)) {
                store.read();
            }
            writers.forEach(CompletableFuture::join);
            try (PostgresStore fresh = new PostgresStore(database.config())) {
                assertThat(store.read()).isEqualTo(fresh.read());
            }
            assertThat(store.read().hosts()).isNotEmpty();
        }
    }

    private static List<String> edit(String host, int i) {
        return switch (i % 5) {
            case 0, 1 ->
                List.of(
                        "INSERT INTO hosts (host) VALUES ('%s') ON CONFLICT DO NOTHING".formatted(host),
                        "INSERT INTO targets (host, address) VALUES ('%s', '10.0.0.%d')".formatted(host, i + 1));
            case 2 -> List.of("UPDATE targets SET port = %d WHERE host = '%s'".formatted(i + 1, host));
            case 3 -> List.of("UPDATE hosts SET host = 'renamed-' || host WHERE host = '%s'".formatted(host));
            default -> List.of("DELETE FROM hosts WHERE host = '%s'".formatted(host));
        };
    }

    private interface Transaction {
        List<String> statements(int number);
    }

    private CompletableFuture<Void> write(int count, Transaction transaction) {
        return CompletableFuture.runAsync(() -> {
            try (Connection connection = database.connection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                for (int i = 1; i <= count; i++) {
                    for (String sql : transaction.statements(i)) {
                        statement.execute(sql);
                    }
                    connection.commit();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
