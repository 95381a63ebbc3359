package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.AllRows;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.testing.PostgresMajor;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every major version that the PostgreSQL project still mends behaves the same, to the last word of a refusal. */
class PostgresMajorsIT {
    private static final Transcript REFUSALS = Transcript.read("refusals.sql");

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    void theTablesWorkInThisMajorVersion(int major) throws Exception {
        try (PostgresMajor server = PostgresMajor.start(major)) {
            TestDatabase database = server.fresh();
            assertThat(database.ask("SHOW server_version")).startsWith(major + ".");
            assertThat(Migrations.migrate(database.config()).applied()).isNotEmpty();
            assertThat(Migrations.migrate(database.config()).applied()).isEmpty();
            try (Notifications heard = new Notifications(database)) {
                assertThat(heard.of(REFUSALS.given().toArray(String[]::new))).containsExactly("");
            }
            assertThat(answers(database)).isEqualTo(REFUSALS.entries());
            assertThat(read(database).hosts()).isEqualTo(expected().hosts());
        }
    }

    /** The transcript with the answers of {@code database}. */
    private static List<Transcript.Entry> answers(TestDatabase database) throws Exception {
        List<Transcript.Entry> answered = new ArrayList<>();
        try (Connection session = database.connection()) {
            for (Transcript.Entry entry : REFUSALS.entries()) {
                answered.add(new Transcript.Entry(entry.statement(), Transcript.answer(session, entry.statement())));
            }
        }
        return answered;
    }

    private static AllRows read(TestDatabase database) throws StoreUnavailable {
        try (Store store = new PostgresStore(database.config())) {
            return store.read();
        }
    }

    private static AllRows expected() {
        Row check = SampleHosts.check("/", OptionalInt.empty(), Duration.ofSeconds(5), Duration.ofSeconds(10));
        List<Row> targets = List.of(Targets.of("10.0.0.7"), Targets.of("10.0.0.8", 81));
        return AllRows.of(List.of(
                SampleHosts.host("other.example.com", 80, 80, List.of(), List.of()),
                SampleHosts.host("shop.example.com", 80, 8080, targets, List.of(check))));
    }
}
