package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.SearchPath;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleRowsIT {
    private static final ExamplePorts PORTS = ExamplePorts.USUAL;

    private final TestDatabase database = TestPostgres.fresh();

    @Test
    void aNewDatabaseGetsThemOnceAndWhatIsDeletedStaysDeleted() throws Exception {
        assertThat(ExampleRows.insertIfNew(database.config(), PORTS)).isTrue();
        assertThat(database.ask("SELECT string_agg(host, ' ' ORDER BY host) FROM hosts"))
                .isEqualTo("down.localhost hello.localhost one.localhost");
        database.execute("DELETE FROM hosts WHERE host <> 'one.localhost'");
        assertThat(ExampleRows.insertIfNew(database.config(), PORTS)).isFalse();
        assertThat(database.ask("SELECT host FROM hosts")).isEqualTo("one.localhost");
    }

    @Test
    void aHostWithoutAPortIsServedWhereAnybodyMayListen() throws Exception {
        ExampleRows.insertIfNew(database.config(), PORTS);
        database.execute("INSERT INTO hosts (host) VALUES ('shop.example.com')");
        String port = "SELECT incoming_port FROM hosts WHERE host = 'shop.example.com'";
        assertThat(database.ask(port)).isEqualTo("10000");
        // Whoever wants another default has it on the next start as well.
        database.execute("ALTER TABLE hosts ALTER COLUMN incoming_port SET DEFAULT 10080", "DELETE FROM hosts");
        ExampleRows.insertIfNew(database.config(), PORTS);
        database.execute("INSERT INTO hosts (host) VALUES ('shop.example.com')");
        assertThat(database.ask(port)).isEqualTo("10080");
    }

    @Test
    void theCommandsToTryAreThoseOfTheRowsThatAreThere() throws Exception {
        ExampleRows.insertIfNew(database.config(), PORTS);
        database.execute(
                "DELETE FROM hosts WHERE host <> 'one.localhost'",
                "INSERT INTO hosts VALUES ('shop.example.com', 80, 80), ('*.example.com', 80, 80)");
        try (Connection connection = database.connection()) {
            List<String> lines =
                    ToTry.of(ExamplePorts.USUAL).lines(connection, "postgres://there", new SearchPath("/nowhere"));
            assertThat(lines)
                    .startsWith(
                            "  curl http://one.localhost:10000/         the first backend only",
                            "  curl -H 'Host: shop.example.com' http://127.0.0.1:80/",
                            "",
                            "  ./sluice sql --demo");
        }
    }
}
