package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.awaitAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.KeptConnection;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestHttp;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A listener that changes ends the connections of all of its clients, so none ever does. */
@TestInstance(Lifecycle.PER_CLASS)
class ListenersEnvoyIT {
    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @AutoClose
    private final TestBackend stays = TestBackend.start("stays");

    @AutoClose
    private final TestBackend comes = TestBackend.start("comes");

    @Test
    void connectionsOutliveHostsAndPortsThatComeAndGo() throws IOException {
        int otherPort = FreePorts.next();
        sluice.host("stays.example", stays);
        sluice.awaitAnswer("stays.example", "stays");
        try (KeptConnection kept = KeptConnection.to(sluice.port());
                Socket webSocket = TestHttp.upgrade(sluice.port(), "stays.example", "/")) {
            assertStays(kept);
            for (int i = 0; i < 3; i++) {
                sluice.host("comes.example", comes);
                sluice.awaitAnswer("comes.example", "comes");
                assertStays(kept);
                sluice.host("other-port.example", otherPort, comes);
                awaitAnswer(otherPort, "other-port.example", "comes");
                assertStays(kept);
                sluice.deleteHost("comes.example");
                sluice.awaitAnswer("comes.example", "404");
                assertStays(kept);
                sluice.deleteHost("other-port.example");
                awaitAnswer(otherPort, "other-port.example", "refused");
                assertStays(kept);
            }
            webSocket.getOutputStream().write('x');
            assertThat(webSocket.getInputStream().read()).isEqualTo('x');
        }
        assertThat(sluice.envoy().stat("listener_manager.listener_modified")).isZero();
        assertThat(sluice.envoy().stat("listener_manager.listener_added")).isEqualTo(4);
        assertThat(sluice.envoy().stat("listener_manager.listener_removed")).isEqualTo(3);
    }

    private static void assertStays(KeptConnection kept) throws IOException {
        HttpMessage answer = kept.get("stays.example", "/");
        assertThat(answer.body()).isEqualTo("stays");
        assertThat(answer.header("Connection")).isEmpty();
    }
}
