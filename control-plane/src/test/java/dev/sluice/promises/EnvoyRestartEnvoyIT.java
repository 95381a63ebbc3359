package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.KeptConnection;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Envoy is restarted by the scripts of its unit: what is under way is finished, and a client that stays is told. */
class EnvoyRestartEnvoyIT {
    private static final Path DRAIN = Path.of("..", "deploy", "systemd", "envoy-drain");
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int A_SECOND = 10;
    private static final int LONGER_THAN_THE_TEST = 1000;

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start();

    @AutoClose
    private final TestBackend quick = TestBackend.start("quick");

    @AutoClose
    private final TestBackend slow = TestBackend.start("slow");

    private final int admin = sluice.config().envoyAdmin().port();

    @AutoClose
    private TestEnvoy envoy = start().awaitLive();

    @BeforeEach
    void rows() {
        sluice.host("quick.example", quick);
        sluice.host("slow.example", slow);
        sluice.awaitAnswer("quick.example", "quick");
        sluice.awaitAnswer("slow.example", "slow");
    }

    @Test
    void anAnswerUnderWayIsFinishedAndAKeptConnectionIsToldToClose() throws Exception {
        slow.drip(A_SECOND);
        // There before the restart, however late its thread begins.
        KeptConnection kept = KeptConnection.to(sluice.port());
        kept.get("quick.example", "/");
        CompletableFuture<HttpMessage> answer = ask("slow.example");
        CompletableFuture<Boolean> told = CompletableFuture.supplyAsync(() -> askUntilTold(kept));
        soon().until(() -> slow.requests().size() == 2);
        restart();
        assertThat(answer.get().body()).hasSize(A_SECOND);
        assertThat(told.get()).isTrue();
        sluice.awaitAnswer("quick.example", "quick");
    }

    @Test
    void onlyWhoOutlastsThePatienceIsCut() throws Exception {
        slow.drip(LONGER_THAN_THE_TEST);
        try (Socket download = TestHttp.send(sluice.port(), "GET", "slow.example", "/", Map.of());
                Socket chat = TestHttp.upgrade(sluice.port(), "quick.example", "/chat")) {
            soon().until(() -> slow.requests().size() == 2);
            CompletableFuture<Instant> cut = CompletableFuture.supplyAsync(() -> end(download));
            CompletableFuture<Instant> closed = CompletableFuture.supplyAsync(() -> end(chat));
            Instant begin = Instant.now();
            restart();
            assertThat(cut.get()).isAfter(begin.plus(PATIENCE));
            assertThat(closed.get()).isAfter(begin.plus(PATIENCE));
        }
        sluice.awaitAnswer("quick.example", "quick");
    }

    /** As systemd does: ExecStop, SIGTERM, ExecStart. */
    private void restart() throws Exception {
        ProcessBuilder command =
                new ProcessBuilder(DRAIN.toString(), "" + PATIENCE.toSeconds()).redirectErrorStream(true);
        command.environment().put("ENVOY_ADMIN", "127.0.0.1:" + admin);
        Process drain = command.start();
        String said = new String(drain.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(drain.waitFor()).as(said).isZero();
        envoy.close();
        envoy = start().awaitLive();
    }

    private TestEnvoy start() {
        return TestEnvoy.startByScript(sluice.bootstrap(), admin, Map.of());
    }

    private CompletableFuture<HttpMessage> ask(String host) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return TestHttp.get(sluice.port(), host, "/");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** One request after the other; fails when a connection ends without a word. */
    private static boolean askUntilTold(KeptConnection kept) {
        try (KeptConnection connection = kept) {
            while (true) {
                HttpMessage answer = connection.get("quick.example", "/");
                if (answer.header("connection").filter("close"::equals).isPresent()) {
                    return answer.status() == 200;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When the other side ends it. */
    private static Instant end(Socket connection) {
        try {
            while (connection.getInputStream().read() >= 0) {
                continue;
            }
        } catch (SocketException reset) {
            return Instant.now();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Instant.now();
    }
}
