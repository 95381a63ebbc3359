package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The fixtures do what the other tests believe. */
class FixturesIT {
    private static final String BOOTSTRAP = """
            static_resources:
              listeners:
              - address: {socket_address: {address: 127.0.0.1, port_value: %d}}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.http_connection_manager
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: test
                      upgrade_configs: [{upgrade_type: websocket}]
                      http_filters:
                      - name: envoy.filters.http.router
                        typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                      route_config:
                        virtual_hosts:
                        - name: test
                          domains: [test.example]
                          routes: [{match: {prefix: /}, route: {cluster: backend}}]
              clusters:
              - name: backend
                load_assignment:
                  cluster_name: backend
                  endpoints:
                  - lb_endpoints:
                    - endpoint: {address: {socket_address: {address: %s, port_value: %d}}}
            """;

    @Test
    void anEnvoyPassesRequestsToABackendAndSaysWhatItHas() throws Exception {
        int port = FreePorts.next();
        try (TestBackend backend = TestBackend.start("one", "127.0.0.2", FreePorts.next());
                TestEnvoy envoy = TestEnvoy.start(BOOTSTRAP.formatted(port, backend.address(), backend.port()))) {
            envoy.awaitLive();
            HttpMessage answer = envoy.get(port, "test.example", "/path?q=1");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("one");
            assertThat(backend.requests()).singleElement().satisfies(request -> {
                assertThat(request.path()).isEqualTo("/path?q=1");
                assertThat(request.header("Host")).contains("test.example");
            });
            assertThat(envoy.get(port, "other.example", "/").status()).isEqualTo(404);
            assertThat(envoy.clusters()).containsExactly("backend");
            assertThat(envoy.stat("cluster.backend.upstream_rq_completed")).isEqualTo(1);
            try (Socket socket = TestHttp.upgrade(port, "test.example", "/ws")) {
                socket.getOutputStream().write("echo".getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("echo");
            }
        }
    }

    @Test
    void aBackendMisbehavesAsTold() throws Exception {
        try (TestBackend backend = TestBackend.start("one")) {
            backend.fail(500);
            assertThat(TestHttp.get(backend.port(), "any", "/").status()).isEqualTo(500);
            backend.drip(3);
            Instant before = Instant.now();
            assertThat(TestHttp.get(backend.port(), "any", "/").body()).isEqualTo("...");
            assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(290));
            backend.recover();
            assertThat(TestHttp.get(backend.port(), "any", "/").body()).isEqualTo("one");
        }
    }

    @Test
    void aBackendThatHangsTakesItsConnectionsDownWhenItCloses() throws Exception {
        Socket socket;
        try (TestBackend backend = TestBackend.start("one")) {
            backend.hang();
            socket = TestHttp.send(backend.port(), "GET", "any", "/", Map.of());
            socket.setSoTimeout(200);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
        try (socket) {
            assertThat(read(socket)).isNegative();
        }
    }

    /** -1 for an end of either kind. */
    private static int read(Socket socket) throws Exception {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }

    @Test
    void eachDatabaseIsEmptyAndOwnedByARoleThatIsNoSuperuser() throws Exception {
        TestDatabase first = TestPostgres.fresh();
        first.execute("CREATE TABLE mine (id int)", "INSERT INTO mine VALUES (7)");
        assertThat(first.ask("SELECT id FROM mine")).isEqualTo("7");
        assertThat(TestPostgres.fresh().ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("0");
        assertThat(first.ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                .isEqualTo("f");
    }
}
