package dev.sluice.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestHttp;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Envoy's default ends every answer after 15 s; a load balancer's users have slow downloads and quiet WebSockets. */
@TestInstance(Lifecycle.PER_CLASS)
class LongRequestsEnvoyIT {
    /** A byte each 100 ms: 16.5 s. */
    private static final int BYTES = 165;

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @AutoClose
    private final TestBackend slow = TestBackend.start("slow");

    @AutoClose
    private final TestBackend chat = TestBackend.start("chat");

    /** In one test, for both take their time. */
    @Test
    void aSlowDownloadAndAQuietWebSocketAreNotCut() throws Exception {
        sluice.host("slow.example", slow);
        sluice.host("chat.example", chat);
        sluice.awaitAnswer("slow.example", "slow");
        sluice.awaitAnswer("chat.example", "chat");
        slow.drip(BYTES);
        try (Socket socket = TestHttp.upgrade(sluice.port(), "chat.example", "/chat")) {
            CompletableFuture<HttpMessage> download = CompletableFuture.supplyAsync(this::download);
            assertEchoes(socket);
            assertThat(download.get().body()).hasSize(BYTES);
            assertEchoes(socket);
        }
    }

    private HttpMessage download() {
        try {
            return TestHttp.get(sluice.port(), "slow.example", "/");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertEchoes(Socket socket) throws IOException {
        socket.getOutputStream().write('x');
        assertThat(socket.getInputStream().read()).isEqualTo('x');
    }
}
