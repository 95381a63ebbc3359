package dev.sluice.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Envoy changes on a request's way to the backend and on the answer's way back. */
@TestInstance(Lifecycle.PER_CLASS)
class RequestsEnvoyIT {
    private static final String HOST = "requests.example";

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @AutoClose
    private final TestBackend backend = TestBackend.start("backend");

    @BeforeAll
    void insert() {
        sluice.host(HOST, backend);
        sluice.awaitAnswer(HOST, "backend");
    }

    /** For a client on 127.0.0.1 it would be the machine's own address, so this one comes from 127.0.0.2. */
    @Test
    void theClientsAddressIsAppendedToXForwardedFor() throws IOException {
        getFrom("127.0.0.2", "");
        assertThat(last().header("X-Forwarded-For")).contains("127.0.0.2");
        getFrom("127.0.0.2", "X-Forwarded-For: 203.0.113.7, 198.51.100.1\r\n");
        assertThat(last().header("X-Forwarded-For")).contains("203.0.113.7, 198.51.100.1,127.0.0.2");
    }

    @Test
    void whatAClientSaysAboutProtocolAndPortIsReplacedByWhatIsTrue() throws IOException {
        String port = Integer.toString(sluice.port());
        for (Map<String, String> sent :
                List.of(Map.<String, String>of(), Map.of("X-Forwarded-Proto", "https", "X-Forwarded-Port", "443"))) {
            HttpMessage request = arrived(sent);
            assertThat(request.header("X-Forwarded-Proto")).contains("http");
            assertThat(request.header("X-Forwarded-Port")).contains(port);
        }
    }

    @Test
    void theHostHeaderArrivesAsItWasSent() throws IOException {
        get("Requests.Example:8080", "/", Map.of());
        assertThat(last().header("Host")).contains("Requests.Example:8080");
    }

    @Test
    void noHeaderOfEnvoysArrivesAtTheBackendOrComesBack() throws IOException {
        HttpMessage answer = get(HOST, "/", Map.of());
        assertThat(last().headers().keySet())
                .containsExactlyInAnyOrder(
                        "host", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "cdn-loop");
        assertThat(answer.headers().keySet()).containsExactlyInAnyOrder("content-type", "content-length", "date");
    }

    /** On loopback or with a private address, Envoy would take a client for one of its own. */
    @Test
    void aClientCannotSteerEnvoyByItsHeaders() throws IOException {
        backend.drip(3);
        try {
            HttpMessage answer = get(
                    HOST, "/", Map.of("X-Envoy-Upstream-Rq-Timeout-Ms", "50", "X-Envoy-Original-Path", "/elsewhere"));
            assertThat(answer.body()).isEqualTo("...");
            assertThat(last().headers().keySet()).noneMatch(name -> name.startsWith("x-envoy"));
        } finally {
            backend.recover();
        }
    }

    @Test
    void theBackendsServerHeaderPassesThrough() throws IOException {
        try (TestBackend apache = TestBackend.start("apache")) {
            apache.alwaysSend("Server", "Apache/2.4");
            sluice.host("server.example", apache);
            sluice.awaitAnswer("server.example", "apache");
            assertThat(get("server.example", "/", Map.of()).header("Server")).contains("Apache/2.4");
        }
    }

    @Test
    void aRequestInHttp10IsAnswered() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sluice.port())) {
            String request = "GET /old HTTP/1.0\r\nHost: " + HOST + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.0 200").endsWith("backend");
        }
        assertThat(last().path()).isEqualTo("/old");
    }

    @Test
    void aHeaderWithAnUnderscoreIsRefused() throws IOException {
        int before = backend.requests().size();
        assertThat(get(HOST, "/", Map.of("x_forwarded_for", "10.0.0.1")).status())
                .isEqualTo(400);
        assertThat(backend.requests()).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/../b, /b",
        "/a/./b, /a/b",
        "/../../etc, /etc",
        "//a//b, /a/b",
        "/a%2e%2e/b, /a../b",
        "/%2e%2e/b, /b",
        "/a?next=//b/../c, /a?next=//b/../c"
    })
    void aPathArrivesInOneForm(String sent, String arrives) throws IOException {
        assertThat(get(HOST, sent, Map.of()).status()).isEqualTo(200);
        assertThat(last().path()).isEqualTo(arrives);
    }

    @Test
    void anEncodedSlashIsAnsweredWithARedirectToThePathThatItMeans() throws IOException {
        HttpMessage answer = get(HOST, "/a%2Fb", Map.of());
        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.header("Location")).contains("/a/b");
    }

    /** The request as the backend saw it. */
    private HttpMessage arrived(Map<String, String> headers) throws IOException {
        assertThat(get(HOST, "/", headers).status()).isEqualTo(200);
        return last();
    }

    private HttpMessage get(String host, String path, Map<String, String> headers) throws IOException {
        return TestHttp.get(sluice.port(), host, path, headers);
    }

    private void getFrom(String address, String header) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (Socket socket = new Socket(loopback, sluice.port(), InetAddress.getByName(address), 0)) {
            String request = "GET / HTTP/1.1\r\nHost: " + HOST + "\r\n" + header + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).asString().startsWith("HTTP/1.1 200");
        }
    }

    private HttpMessage last() {
        List<HttpMessage> requests = backend.requests();
        return requests.get(requests.size() - 1);
    }
}
