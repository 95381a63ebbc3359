package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.HttpMessage;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestHttp;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One request is one short chain, however load balancers lead to each other. */
@SuppressWarnings("try") // Requests go to a backend that nobody names.
class LoopsEnvoyIT {
    private static final String HOST = "round.example";
    private static final int MOST_HOPS = 10;

    /** By which a client may want to have the count forgotten. */
    private static final List<Map<String, String>> TRICKS = List.of(
            Map.of("Connection", "cdn-loop"),
            Map.of("Connection", "close, CDN-Loop"),
            Map.of("Connection", "Upgrade, cdn-loop", "Upgrade", "websocket"),
            Map.of("CDN-Loop", ""),
            Map.of("CDN-Loop", "cloudflare, fastly; v=\"1\""),
            // No character in UTF-8.
            Map.of("CDN-Loop", "\u0080\u00ff"),
            Map.of("cdn_loop", "0"),
            Map.of("X-Envoy-Original-Path", "/", "X-Envoy-Max-Retries", "9", "X-Envoy-Retry-On", "5xx"));

    @AutoClose
    private final RunningSluice east = RunningSluice.start();

    @AutoClose
    private final RunningSluice west = RunningSluice.start();

    /** Neither's rows show it: for each the other is a target as any other. */
    private void leadToEachOther() {
        east.withEnvoy();
        west.withEnvoy();
        leads(east, west);
        leads(west, east);
        soon().untilAsserted(() ->
                assertThat(List.of(east.answer(HOST), west.answer(HOST))).containsExactly("508", "508"));
    }

    private static void leads(RunningSluice from, RunningSluice to) {
        from.sql(
                "INSERT INTO hosts (host, incoming_port) VALUES ('%s', %d)".formatted(HOST, from.port()),
                "INSERT INTO targets (host, address, port) VALUES ('%s', '127.0.0.1', %d)".formatted(HOST, to.port()));
    }

    private static long requests(RunningSluice sluice) {
        return sluice.envoy().stat("http.http_" + sluice.port() + ".downstream_rq_total");
    }

    private long requests() {
        return requests(east) + requests(west);
    }

    @Test
    void aRequestBetweenTwoThatLeadToEachOtherEndsAfterTenHopsWith508AndNoClientCanMakeItLonger() throws Exception {
        leadToEachOther();
        long before = requests();
        HttpMessage answer = TestHttp.get(east.port(), HOST, "/", Map.of());
        assertThat(answer.status()).isEqualTo(508);
        assertThat(answer.body()).isEqualTo("loop detected: this request has passed 10 load balancers\n");
        assertThat(requests() - before).isEqualTo(MOST_HOPS + 1);
        for (Map<String, String> headers : TRICKS) {
            before = requests();
            int status = TestHttp.get(east.port(), HOST, "/", headers).status();
            assertThat(status).as(headers.toString()).isIn(400, 403, 508);
            assertThat(requests() - before).as(headers.toString()).isBetween(1L, MOST_HOPS + 1L);
        }
    }

    @Test
    void aClientThatSendsTheWordHimselfEndsHisOwnRequestOnly() throws Exception {
        east.withEnvoy();
        try (TestBackend backend = TestBackend.start("backend")) {
            east.host(HOST, backend);
            east.awaitAnswer(HOST, "backend");
            assertThat(status("sluice, ".repeat(MOST_HOPS - 1))).isEqualTo(200);
            assertThat(backend.requests().get(backend.requests().size() - 1).header("CDN-Loop"))
                    .hasValueSatisfying(
                            words -> assertThat(words.split("sluice", -1)).hasSize(MOST_HOPS + 1));
            int before = backend.requests().size();
            assertThat(status("sluice, ".repeat(MOST_HOPS))).isEqualTo(508);
            assertThat(status(String.join(",", Collections.nCopies(5_000, "sluice"))))
                    .isEqualTo(508);
            assertThat(backend.requests()).hasSize(before);
            assertThat(east.answer(HOST)).isEqualTo("backend");
        }
    }

    /** As long as nobody listens there, a target may lead to a port of this machine; then it is he who comes who is told. */
    @Test
    void whoseTargetWasThereFirstIsServedAlsoAfterARestart() {
        east.withEnvoy();
        int second = FreePorts.next();
        east.sql(
                "INSERT INTO hosts (host, incoming_port) VALUES ('old.example', %d)".formatted(east.port()),
                "INSERT INTO targets (host, address, port) VALUES ('old.example', '127.0.0.1', %d)".formatted(second));
        try (TestBackend backend = TestBackend.start("backend", "127.0.0.1", second)) {
            east.awaitAnswer("old.example", "backend");
            east.sql(
                    "INSERT INTO hosts (host, incoming_port) VALUES ('*', %d)".formatted(second),
                    "INSERT INTO targets (host, address, port) VALUES ('*', '127.0.0.1', %d)".formatted(east.port()));
            awaitProblem("\"host\":\"*\"", "mustbeanotherport");
            assertThat(east.answer("old.example")).isEqualTo("backend");
            soon().until(() -> !east.kept().isEmpty());
            east.stop();
            east.startAgain();
            awaitProblem("\"host\":\"*\"", "mustbeanotherport");
            assertThat(east.answer("old.example")).isEqualTo("backend");
        }
        east.sql("DELETE FROM hosts WHERE host = 'old.example'");
        soon().untilAsserted(() ->
                assertThat(RunningSluice.answer(second, "any.example")).isEqualTo("503"));
    }

    private void awaitProblem(String... parts) {
        soon().untilAsserted(() ->
                assertThat(east.get("/status").body().replace(" ", "")).contains(parts));
    }

    private int status(String words) throws IOException {
        return TestHttp.get(east.port(), HOST, "/", Map.of("CDN-Loop", words)).status();
    }
}
