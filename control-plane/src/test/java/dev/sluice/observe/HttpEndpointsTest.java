package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.HostPort;
import dev.sluice.model.Format;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import dev.sluice.model.Problem;
import dev.sluice.model.Records;
import dev.sluice.reconcile.EnvoyReport;
import dev.sluice.reconcile.Publication;
import dev.sluice.serve.Envoy;
import dev.sluice.serve.EnvoySaid;
import dev.sluice.serve.Group;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.Patience;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.SettableClock;
import dev.sluice.testing.TestHttp;
import dev.sluice.translate.Transport;
import dev.sluice.validate.Loss;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointsTest {
    private static final Envoy ENVOY = new Envoy(new Group(Transport.ADS, "default"), "sluice", 1);

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Path STATE_DIR = Path.of("/var/lib/sluice");
    private static final Loss LOSS = new Loss("abc", 30, 40, 1, 50, List.of("a.example"));

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T16:00:00Z"));
    private final StatusBoard board = new StatusBoard(clock);
    private final int port = FreePorts.next();
    private final List<String> confirmed = new CopyOnWriteArrayList<>();
    private HttpEndpoints endpoints;

    @BeforeEach
    void start() throws IOException {
        endpoints =
                HttpEndpoints.start(new HostPort("127.0.0.1", port), board, INTERVAL, clock, STATE_DIR, confirmed::add);
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
        board.storeUnavailable("connection refused", Duration.ZERO);
        assertThat(reasons()).containsExactly("nothing is served yet: the database is away, connection refused");
        board.read();
        board.published(new Publication(Host.DEFAULT_FLEET, "r1", SampleHosts.of(0), 0, 0, Duration.ZERO));
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);
        assertThat(json("/readyz").path("ready").asBoolean()).isTrue();
    }

    @Test
    void itStaysReadyWithoutItsDatabaseAndSaysSinceWhen() throws Exception {
        serving();
        clock.pass(Duration.ofSeconds(5));
        board.storeUnavailable("connection refused", Duration.ZERO);
        for (int i = 0; i < 100; i++) {
            clock.pass(Duration.ofMinutes(1));
            board.storeUnavailable("connection refused", Duration.ZERO);
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
        board.storeUnavailable("connection refused", Duration.ZERO);
        board.published(new Publication(Host.DEFAULT_FLEET, "r1", SampleHosts.of(1), 1, 1, Duration.ZERO));
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
        assertThat(reasons()).containsExactly("the loop hangs: it last looked for the rows 92 s ago");
        board.read();
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void theStatusIsEverythingThatIsKnownAsTheDocumentationShowsIt() throws Exception {
        board.read();
        board.published(
                new Publication(Host.DEFAULT_FLEET, "uqYevblBth5E", SampleHosts.of(2), 3, 7, Duration.ofMillis(4)));
        board.published(new Publication("edge", "PNtnEIpGTnHX", SampleHosts.of(1), 4, 7, Duration.ofMillis(4)));
        board.problems(List.of(
                new Problem("a.example", "targets.address", "must not lead to the database, is 127.0.0.1 port 5432")));
        board.pinned(List.of(
                new Pin("edge", "PNtnEIpGTnHX", Optional.of(clock.instant()), "sluice_owner", Optional.empty())));
        board.unserved(new TreeMap<>(Map.of("office", 3)));
        board.said(new EnvoySaid.Hello(Transport.ADS));
        board.said(new EnvoySaid.Accepted(ENVOY, "Cluster"));
        board.said(new EnvoySaid.Refused(ENVOY, "Listener", "no such filter"));
        board.envoys(List.of(
                new EnvoyReport(ENVOY, clock.instant(), Optional.empty(), new TreeMap<>()),
                new EnvoyReport(
                        new Envoy(ENVOY.group(), "canary", 2),
                        clock.instant(),
                        Optional.of(clock.instant()),
                        new TreeMap<>(Map.of(
                                "a.example",
                                "Didn't find a registered implementation for name: 'envoy.health_checkers.http'")))));
        String documentation = Files.readString(Path.of("../docs/status.md"));
        String example = documentation.substring(
                documentation.indexOf("```json") + "```json".length(), documentation.lastIndexOf("```"));
        assertThat(json("/status")).isEqualTo(new ObjectMapper().readTree(example));
    }

    @Test
    void timesAreInSeconds() throws Exception {
        clock.pass(Duration.ofNanos(123_456_789));
        serving();
        board.held(LOSS);
        board.servedFromDisk(1, clock.instant());
        board.said(new EnvoySaid.Refused(ENVOY, "Listener", "no such filter"));
        board.said(new EnvoySaid.Accepted(ENVOY, "Listener"));
        board.pinned(List.of(new Pin("edge", "r2", Optional.of(clock.instant()), "ops", Optional.empty())));
        assertThat(ask("GET", "/status").body())
                .contains("solved_at", "from_disk", "pinned", "held")
                .doesNotContainPattern("\\d\\.\\d+Z");
        assertThat(ask("GET", "/readyz").body()).contains("from_disk").doesNotContainPattern("\\d\\.\\d+Z");
    }

    @Test
    void whatARowSaysStaysInItsQuotes() throws Exception {
        String evil = "\"}\n</script>\u001b[31m";
        board.problems(List.of(new Problem(evil, "hosts.host", evil)));
        assertThat(ask("GET", "/status").body()).doesNotContain("\u001b");
        assertThat(json("/status").path("problems").path(0).path("message").asText())
                .isEqualTo(evil);
    }

    @Test
    void aHeldChangeIsToldAndLeavesItReady() throws Exception {
        serving();
        board.held(LOSS);
        assertThat(json("/status").path("held")).isEqualTo(new ObjectMapper().readTree("""
                { "id": "abc", "since": "2026-11-23T16:00:00Z",
                  "message": "30 of 40 hosts and 1 of 50 targets are gone at once",
                  "examples": [ "a.example" ], "confirm_with": "sluice confirm" }
                """));
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);
        assertThat(json("/readyz").path("ready").asBoolean()).isTrue();
        assertThat(reasons()).singleElement().asString().startsWith("ready, but a change is held: 30 of 40 hosts");
        board.released(true);
        assertThat(json("/status").has("held")).isFalse();
        assertThat(reasons()).isEmpty();
    }

    @Test
    void onlyTheHeldChangeIsConfirmed() throws Exception {
        assertThat(ask("POST", "/confirm?id=abc").statusCode()).isEqualTo(409);
        board.held(LOSS);
        for (String path : List.of("/confirm", "/confirm?id=", "/confirm?id=ab", "/confirm?id=abcd", "/confirm?abc")) {
            assertThat(ask("POST", path).statusCode()).isEqualTo(409);
        }
        assertThat(confirmed).isEmpty();
        assertThat(ask("POST", "/confirm?id=abc").statusCode()).isEqualTo(202);
        assertThat(confirmed).containsExactly("abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    void confirmingIsForPostOnly(String method) throws Exception {
        board.held(LOSS);
        HttpResponse<String> refused = ask(method, "/confirm?id=abc");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("POST");
        assertThat(confirmed).isEmpty();
    }

    @Test
    void pagesOfOtherSitesCannotConfirm() throws Exception {
        board.held(LOSS);
        HttpRequest fromAPage = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/confirm?id=abc"))
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(fromAPage, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
        assertThat(TestHttp.post(port, "evil.example", "/confirm?id=abc").status())
                .isEqualTo(403);
        assertThat(confirmed).isEmpty();
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
        assertThat(body.path("paths")).hasToString("[\"/healthz\",\"/readyz\",\"/status\",\"/hosts\",\"/confirm\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:80", "localhost.evil.example", "10.0.0.1", "[2001:db8::1]:80"})
    void aNameThatIsNotThisMachinesIsRefused(String host) throws IOException {
        assertThat(TestHttp.get(port, host, "/status").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /status HTTP/1.1\r\n\r\n",
                "GET /status HTTP/1.0\r\n\r\n",
                "GET /status HTTP/1.1\r\nHost: \r\n\r\n",
                "GET /status HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
                "GET http://evil.example/status HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET http://localhost/status HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "GET /status HTTP/1.1\r\nHost: localhost, evil.example\r\n\r\n",
            })
    void whoNamesNoHostOrTwoIsRefused(String request) throws IOException {
        HttpMessage refused = TestHttp.raw(port, request);
        assertThat(refused.status()).isIn(400, 403);
        assertThat(new ObjectMapper().readTree(refused.body()).path("error").asText())
                .isNotEmpty();
    }

    @Test
    void whatIsNoRequestIsRefusedInTheFormOfEverythingElse() throws IOException {
        String local = "Host: localhost\r\n";
        Map<String, Integer> requests = Map.of(
                "GET /status HTTP/1.1\r\n" + local + "X: " + "x".repeat(20_000) + "\r\n\r\n",
                431,
                "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n" + local + "\r\n",
                414,
                "GET /status HTTP/7\r\n" + local + "\r\n",
                505,
                "nonsense\r\n\r\n",
                400,
                "GET /status HTTP/1.1\r\n" + local + "Content-Length: x\r\n\r\n",
                400);
        for (Map.Entry<String, Integer> request : requests.entrySet()) {
            HttpMessage refused = TestHttp.raw(port, request.getKey());
            assertThat(refused.status()).as(request.getKey()).isEqualTo(request.getValue());
            assertThat(refused.header("Content-Type")).contains("application/json; charset=utf-8");
            assertThat(new ObjectMapper().readTree(refused.body()).path("error").asText())
                    .isNotEmpty();
            assertThat(refused.header("Server")).isEmpty();
        }
    }

    @Test
    void aPortThatIsTakenIsToldWithoutAWordAboutLibraries() {
        assertThatThrownBy(() -> HttpEndpoints.start(
                        new HostPort("127.0.0.1", port), board, INTERVAL, clock, STATE_DIR, confirmed::add))
                .isInstanceOf(IOException.class)
                .hasMessage("Address already in use");
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

    @Test
    void theHostsOfAFleetThatIsServedAreToBeHadAsRecords() throws Exception {
        assertThat(json("/hosts").path("message").asText())
                .isEqualTo("this daemon serves no fleet default, because no Envoy of it came; it serves nothing yet");
        board.published(new Publication("edge", "r1", SampleHosts.of(2), 3, 4, Duration.ZERO));
        JsonNode served = json("/hosts?fleet=edge");
        assertThat(served.path("fleet").asText()).isEqualTo("edge");
        assertThat(served.path("revision").asText()).isEqualTo("r1");
        assertThat(Records.parse(served.path("hosts").toString(), Format.JSON).hosts())
                .containsExactlyInAnyOrderElementsOf(SampleHosts.of(2).values());
        HttpResponse<String> other = ask("GET", "/hosts?fleet=office");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.body()).contains("this daemon serves no fleet office", "it serves edge");
        assertThat(ask("GET", "/hosts?name=edge").statusCode()).isEqualTo(400);
        assertThat(ask("POST", "/hosts?fleet=edge").statusCode()).isEqualTo(405);
    }

    private void serving() {
        board.read();
        board.published(new Publication(Host.DEFAULT_FLEET, "r1", SampleHosts.of(1), 1, 1, Duration.ZERO));
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
                .timeout(Patience.LIMIT)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
