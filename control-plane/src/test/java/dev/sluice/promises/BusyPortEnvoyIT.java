package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A row may name a port that another program on the VM holds; only Envoy finds out, and refuses the listener. */
class BusyPortEnvoyIT {
    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @AutoClose
    private final TestBackend good = TestBackend.start("good");

    @Test
    void hostsOnAPortThatIsTakenAreNamedOthersGoOnAndItIsTriedAgain() throws IOException {
        int busy = FreePorts.next();
        try (ServerSocket other = new ServerSocket(busy, 1, InetAddress.getLoopbackAddress())) {
            sluice.sql(
                    "BEGIN; INSERT INTO hosts (host, incoming_port) VALUES ('busy.example', %d), ('free.example', %d);"
                                    .formatted(busy, sluice.port())
                            + " INSERT INTO targets (host, address, port) SELECT host, '127.0.0.1', %d FROM hosts; COMMIT"
                                    .formatted(good.port()));
            sluice.awaitAnswer("free.example", "good");
            soon().untilAsserted(() -> assertThat(sluice.get("/status").body())
                    .contains("must be a port on which Envoy can listen, is " + busy)
                    .contains("cannot bind"));
            sluice.host("later.example", good);
            sluice.awaitAnswer("later.example", "good");
            assertThat(other.isClosed()).isFalse();
        }
        RunningSluice.awaitAnswer(busy, "busy.example", "good");
        soon().untilAsserted(() -> assertThat(sluice.get("/status").body()).doesNotContain("busy.example"));
    }
}
