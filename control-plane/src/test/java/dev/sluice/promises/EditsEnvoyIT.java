package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.Traffic;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** No request fails and no connection is cut because a row was edited. */
@TestInstance(Lifecycle.PER_CLASS)
class EditsEnvoyIT {
    private static final String HOST = "edited.example";

    /** Each finds the rows as the one before left them. */
    private static final List<String> EDITS = List.of(
            "INSERT INTO health_checks (host, timeout, interval) VALUES ('HOST', 0.2, 0.2)",
            "UPDATE health_checks SET interval = 0.3 WHERE host = 'HOST'",
            "UPDATE health_checks SET path = '/other' WHERE host = 'HOST'",
            "UPDATE health_checks SET port = ONE WHERE host = 'HOST'",
            "UPDATE health_checks SET port = NULL WHERE host = 'HOST'",
            "DELETE FROM targets WHERE host = 'HOST' AND port = ONE",
            "UPDATE targets SET port = ONE WHERE host = 'HOST'",
            "UPDATE hosts SET outgoing_port = TWO WHERE host = 'HOST'",
            "UPDATE targets SET port = NULL WHERE host = 'HOST'",
            "INSERT INTO targets (host, address, port) VALUES ('HOST', '127.0.0.1', ONE)",
            "DELETE FROM health_checks WHERE host = 'HOST'",
            "DELETE FROM targets WHERE host = 'HOST' AND port IS NULL",
            "UPDATE targets SET port = TWO WHERE host = 'HOST'",
            "INSERT INTO hosts (host, incoming_port) VALUES ('added.example', INCOMING)",
            "INSERT INTO hosts (host, incoming_port) VALUES ('*', INCOMING)",
            "UPDATE hosts SET host = 'renamed.example' WHERE host = 'added.example'",
            "DELETE FROM hosts WHERE host <> 'HOST'");

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    @Test
    void noRequestFailsWhicheverRowIsEdited() {
        sluice.host(HOST, one, two);
        sluice.awaitAnswer(HOST, "one");
        try (Traffic traffic = Traffic.to(sluice.port(), HOST)) {
            for (String edit : EDITS) {
                sluice.sql(edit.replace("HOST", HOST)
                        .replace("ONE", Integer.toString(one.port()))
                        .replace("TWO", Integer.toString(two.port()))
                        .replace("INCOMING", Integer.toString(sluice.port())));
                int before = traffic.answered();
                soon().until(() -> traffic.answered() > before + 150);
                assertThat(traffic.failures()).as(edit).isEmpty();
            }
        }
    }
}
