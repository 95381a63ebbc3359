package dev.sluice.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.HostPort;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.reconcile.Publication;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.Patience;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.SettableClock;
import dev.sluice.testing.TestHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, silent or many, and a monitor that asks all the while. */
class HostileClientsTest {
    private static final int HOSTS = 60_000;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T16:00:00Z"));
    private final StatusBoard board = new StatusBoard(clock);
    private final int port = FreePorts.next();
    private final List<Socket> clients = new ArrayList<>();
    private HttpEndpoints endpoints;

    @BeforeEach
    void start() throws IOException {
        board.read();
        board.published(new Publication(Host.DEFAULT_FLEET, "r1", SampleHosts.of(HOSTS), HOSTS, HOSTS, Duration.ZERO));
        endpoints = HttpEndpoints.start(
                new HostPort("127.0.0.1", port), board, Duration.ofSeconds(1), clock, Path.of("."), id -> {});
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        endpoints.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz HTTP/1.1\r\nHost: loc",
                "POST /confirm HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc",
                "GE"
            })
    void halfRequestsKeepNobodyWaiting(String half) throws IOException {
        for (int i = 0; i < 50; i++) {
            client().getOutputStream().write(half.getBytes(US_ASCII));
        }
        isAnswered();
    }

    @Test
    void thoseWhoAskForMuchAndReadNothingKeepNobodyWaiting() throws IOException {
        for (int i = 0; i < 20; i++) {
            ask(client(), "/hosts");
        }
        isAnswered();
    }

    @Test
    void whoReadsLateGetsAllOfIt() throws IOException {
        Socket late = client();
        ask(late, "/hosts");
        isAnswered();
        HttpMessage hosts = HttpMessage.read(late.getInputStream()).orElseThrow();
        assertThat(new ObjectMapper().readTree(hosts.body()).path("hosts")).hasSize(HOSTS);
    }

    @Test
    void thousandsOfSilentConnectionsKeepNobodyWaiting() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            client();
            if (i % 1_000 == 0) {
                isAnswered();
            }
        }
        isAnswered();
        assertThat(clients.get(0).getInputStream().read())
                .as("the oldest was closed")
                .isEqualTo(-1);
    }

    /** As a problem of each of many hosts makes it. */
    @Test
    void largeAnswersThatNobodyReadsFillNoMemory() throws IOException {
        board.problems(IntStream.range(0, 20_000)
                .mapToObj(i -> new Problem("h" + i + ".example", "hosts.host", "x".repeat(200)))
                .toList());
        for (int i = 0; i < 10; i++) {
            ask(client(), "/status");
        }
        await().atMost(Patience.LIMIT)
                .untilAsserted(() -> assertThat(
                                TestHttp.get(port, "localhost", "/status").status())
                        .isEqualTo(503));
        isAnswered();
        for (Socket client : clients) {
            client.close();
        }
        await().atMost(Patience.LIMIT)
                .untilAsserted(() -> assertThat(
                                TestHttp.get(port, "localhost", "/status").status())
                        .isEqualTo(200));
    }

    private Socket client() throws IOException {
        Socket client = new Socket();
        // Small, so that what is not read is not in flight either.
        client.setReceiveBufferSize(4_096);
        client.setSoTimeout((int) Patience.LIMIT.toMillis());
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        clients.add(client);
        return client;
    }

    private static void ask(Socket client, String path) throws IOException {
        client.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
    }

    private void isAnswered() throws IOException {
        assertThat(TestHttp.get(port, "localhost", "/healthz", Map.of("Connection", "close"))
                        .status())
                .isEqualTo(200);
    }
}
