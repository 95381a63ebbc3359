package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.HostPort;
import dev.sluice.model.Problem;
import dev.sluice.reconcile.Publication;
import dev.sluice.serve.EnvoySaid;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.TestHttp;
import dev.sluice.translate.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointsTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T16:00:00Z"));
    private final StatusBoard board = new StatusBoard(clock);
    private final int port = FreePorts.next();
    private HttpEndpoints endpoints;

    @BeforeEach
    void start() throws IOException {
        endpoints = HttpEndpoints.start(new HostPort("127.0.0.1", port), board, INTERVAL, clock);
    }

    @AfterEach
    void stop() {
        endpoints.close();
    }

    @Test
    void aProcessThatAnswersIsHealthy() throws Exception {
        HttpResponse<String> health = ask("GET", "/healthz");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).isEqualTo("ok\n");
    }

    @Test
    void itIsNotReadyBeforeItHasSomethingToServeAndSaysWhy() throws Exception {
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(503);
        assertThat(reasons()).containsExactly("nothing is served yet: the rows are being read for the first time");
        board.storeUnavailable("connection refused");
        assertThat(reasons()).containsExactly("nothing is served yet: the database is away, connection refused");
        board.read();
        board.published(new Publication("r1", 0, 0, 0, Duration.ZERO));
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);
        assertThat(json("/readyz").path("ready").asBoolean()).isTrue();
    }

    @Test
    void itStaysReadyWithoutItsDatabaseAndSaysSinceWhen() throws Exception {
        serving();
        clock.pass(Duration.ofSeconds(5));
        board.storeUnavailable("connection refused");
        for (int i = 0; i < 100; i++) {
            clock.pass(Duration.ofMinutes(1));
            board.storeUnavailable("connection refused");
        }
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);
        JsonNode database = json("/readyz").path("database");
        assertThat(database.path("state").asText()).isEqualTo("away");
        assertThat(database.path("since").asText()).isEqualTo("2026-11-23T16:00:05Z");
        assertThat(database.path("reason").asText()).isEqualTo("connection refused");
        assertThat(database.path("read_at").asText()).isEqualTo("2026-11-23T16:00:00Z");
    }

    @Test
    void servingFromDiskItIsReadyAndSaysHowOldThatIsUntilTheRowsAreRead() throws Exception {
        board.storeUnavailable("connection refused");
        board.published(new Publication("r1", 1, 1, 1, Duration.ZERO));
        board.servedFromDisk(1, clock.instant().minusSeconds(3600));
        clock.pass(Duration.ofSeconds(60));
        for (String path : List.of("/readyz", "/status")) {
            assertThat(ask("GET", path).statusCode()).isEqualTo(200);
            assertThat(json(path).path("from_disk")).isEqualTo(new ObjectMapper().readTree("""
                    { "written_at": "2026-11-23T15:00:00Z", "age_seconds": 3660 }"""));
        }
        board.read();
        assertThat(json("/readyz").has("from_disk")).isFalse();
        assertThat(json("/status").has("from_disk")).isFalse();
    }

    @Test
    void itIsNotReadyWhenTheLoopHangs() throws Exception {
        serving();
        clock.pass(Duration.ofSeconds(91));
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(1));
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(503);
        assertThat(reasons()).containsExactly("the loop hangs: the last try to read the rows was 92 s ago");
        board.read();
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void theStatusIsEverythingThatIsKnown() throws Exception {
        board.read();
        board.published(new Publication("r1", 2, 3, 7, Duration.ofMillis(4)));
        board.problems(List.of(new Problem("a.example", "targets.address", "must be \"one\"\n")));
        board.said(new EnvoySaid.Hello(Transport.ADS));
        board.said(new EnvoySaid.Accepted("Cluster"));
        board.said(new EnvoySaid.Refused("Listener", "no such filter"));
        String at = "2026-11-23T16:00:00Z";
        assertThat(json("/status")).isEqualTo(new ObjectMapper().readTree("""
                { "started_at": "%1$s",
                  "served": { "revision": "r1", "hosts": 2, "targets": 3, "at": "%1$s" },
                  "problems": [ { "host": "a.example", "field": "targets.address", "message": "must be \\"one\\"\\n" } ],
                  "database": { "state": "connected", "since": "%1$s", "read_at": "%1$s" },
                  "envoys": { "streams": 1, "accepted_at": "%1$s",
                    "refused": { "type": "Listener", "message": "no such filter", "at": "%1$s" } } }
                """.formatted(at)));
    }

    @Test
    void headIsGetWithoutABody() throws Exception {
        for (String path : List.of("/healthz", "/status", "/nothing")) {
            HttpResponse<String> get = ask("GET", path);
            HttpResponse<String> head = ask("HEAD", path);
            assertThat(head.statusCode()).isEqualTo(get.statusCode());
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Length"))
                    .isEqualTo(get.headers().firstValue("Content-Length"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void whatIsNotReadingIsRefused(String method) throws Exception {
        HttpResponse<String> refused = ask(method, "/status");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz/", "/status/x", "/STATUS", "/etc/passwd"})
    void anUnknownPathIsAnsweredWithTheKnownOnes(String path) throws Exception {
        HttpResponse<String> unknown = ask("GET", path);
        assertThat(unknown.statusCode()).isEqualTo(404);
        JsonNode body = new ObjectMapper().readTree(unknown.body());
        assertThat(body.path("paths")).hasToString("[\"/healthz\",\"/readyz\",\"/status\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:80", "localhost.evil.example", "10.0.0.1", "[2001:db8::1]:80", ""})
    void aNameThatIsNotThisMachinesIsRefused(String host) throws IOException {
        assertThat(TestHttp.get(port, host, "/status").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:18080", "[::1]:18080", "127.1.2.3"})
    void thisMachinesNamesAreAnswered(String host) throws IOException {
        HttpMessage answer = TestHttp.get(port, host, "/healthz");
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void clientsThatSendNothingDoNotKeepOthersWaiting() throws Exception {
        Socket[] silent = new Socket[20];
        for (int i = 0; i < silent.length; i++) {
            silent[i] = new Socket(InetAddress.getLoopbackAddress(), port);
        }
        assertThat(ask("GET", "/healthz").statusCode()).isEqualTo(200);
        for (Socket socket : silent) {
            socket.close();
        }
    }

    private void serving() {
        board.read();
        board.published(new Publication("r1", 1, 1, 1, Duration.ZERO));
    }

    private List<String> reasons() throws Exception {
        return json("/readyz")
                .path("reasons")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = ask("GET", path);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        return new ObjectMapper().readTree(answer.body());
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
