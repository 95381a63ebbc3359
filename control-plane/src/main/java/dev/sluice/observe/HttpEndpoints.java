package dev.sluice.observe;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.config.HostPort;
import dev.sluice.model.Addresses;
import dev.sluice.model.Host;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /healthz}, {@code /readyz}, {@code /status} and {@code /hosts}, to read, and {@code /confirm} for {@code sluice confirm}; on
 * loopback.
 */
public final class HttpEndpoints implements AutoCloseable {
    private static final String CONFIRM = "/confirm";
    private static final List<String> PATHS = List.of("/healthz", "/readyz", "/status", "/hosts", CONFIRM);
    private static final String FLEET = "fleet=";
    private static final Pattern HOST_HEADER = Pattern.compile("\\[([^\\]]*)\\](?::\\d*)?|([^:]*)(?::\\d*)?");
    private static final int THREADS = 2;
    /** In seconds: a client that stalls in the middle of its request gives its thread back. */
    private static final String LONGEST_REQUEST = "10";

    private final HttpServer server;
    private final ExecutorService threads;
    private final StatusBoard board;
    private final Readiness readiness;
    private final Clock clock;
    private final Consumer<String> confirm;

    private HttpEndpoints(
            HttpServer server, StatusBoard board, Readiness readiness, Clock clock, Consumer<String> confirm) {
        this.server = server;
        this.board = board;
        this.readiness = readiness;
        this.clock = clock;
        this.confirm = confirm;
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "http");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Listens from now on; {@code confirm} gets the id of the held change that is to be let through. */
    public static HttpEndpoints start(
            HostPort where, StatusBoard board, Duration syncInterval, Clock clock, Consumer<String> confirm)
            throws IOException {
        // The only way to say so to this server; read once, when its classes are loaded.
        System.setProperty("sun.net.httpserver.maxReqTime", LONGEST_REQUEST);
        System.setProperty("sun.net.httpserver.maxRspTime", LONGEST_REQUEST);
        HttpServer server = HttpServer.create(where.toSocketAddress(), 0);
        HttpEndpoints endpoints = new HttpEndpoints(server, board, new Readiness(syncInterval), clock, confirm);
        server.setExecutor(endpoints.threads);
        server.createContext("/", endpoints::answer);
        server.start();
        return endpoints;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private record Answer(int status, String type, String body) {
        static Answer json(int status, String body) {
            return new Answer(status, "application/json", body);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answerTo(exchange);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", answer.type() + "; charset=utf-8");
            headers.set("Cache-Control", "no-store");
            headers.set("X-Content-Type-Options", "nosniff");
            if (exchange.getRequestMethod().equals("HEAD")) {
                headers.set("Content-Length", String.valueOf(body.length));
                exchange.sendResponseHeaders(answer.status(), -1);
                return;
            }
            exchange.sendResponseHeaders(answer.status(), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private Answer answerTo(HttpExchange exchange) {
        if (!isForThisMachine(exchange.getRequestHeaders())) {
            return Answer.json(
                    403, StatusJson.error("the Host header must name this machine, as localhost does", PATHS));
        }
        String path = exchange.getRequestURI().getPath();
        if (!PATHS.contains(path)) {
            return Answer.json(404, StatusJson.error("there is nothing at this path", PATHS));
        }
        if (path.equals(CONFIRM)) {
            return confirm(exchange);
        }
        if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Answer.json(405, StatusJson.error("this is only to read: use GET", PATHS));
        }
        return switch (path) {
            case "/healthz" -> new Answer(200, "text/plain", "ok\n");
            case "/readyz" -> readiness();
            case "/hosts" -> hosts(exchange.getRequestURI().getQuery());
            default -> Answer.json(200, StatusJson.of(board.status(), clock.instant()));
        };
    }

    private Answer hosts(@Nullable String query) {
        if (query != null && !query.startsWith(FLEET)) {
            return Answer.json(
                    400, StatusJson.message("ask for /hosts?" + FLEET + "NAME, or /hosts for the default one"));
        }
        String fleet = query == null ? Host.DEFAULT_FLEET : query.substring(FLEET.length());
        SortedMap<String, Status.Served> served = board.status().served();
        Status.Served wanted = served.get(fleet);
        return wanted == null
                ? Answer.json(
                        404,
                        StatusJson.message(
                                "this daemon serves no fleet " + fleet + ", because no Envoy of it came; it serves "
                                        + (served.isEmpty() ? "nothing yet" : String.join(", ", served.keySet()))))
                : Answer.json(200, StatusJson.hosts(fleet, wanted));
    }

    private Answer confirm(HttpExchange exchange) {
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            return Answer.json(405, StatusJson.message("this changes what is served: use POST, or sluice confirm"));
        }
        if (exchange.getRequestHeaders().containsKey("Origin")) {
            // Browsers send it with every POST, so that a page of another site cannot confirm anything.
            return Answer.json(403, StatusJson.message("this is not for browsers: use sluice confirm"));
        }
        Optional<Status.Held> held = board.status().held();
        if (held.isEmpty()) {
            return Answer.json(409, StatusJson.message("nothing is held"));
        }
        String id = held.get().loss().id();
        if (!("id=" + id).equals(exchange.getRequestURI().getRawQuery())) {
            return Answer.json(409, StatusJson.message("what is held now is another change, with the id " + id));
        }
        confirm.accept(id);
        return Answer.json(
                202,
                StatusJson.message(
                        "let through with the next read: " + held.get().loss()));
    }

    private Answer readiness() {
        Status status = board.status();
        Instant now = clock.instant();
        List<String> reasons = readiness.reasons(status, now);
        return Answer.json(reasons.isEmpty() ? 200 : 503, StatusJson.readiness(reasons, status, now));
    }

    /**
     * A page of another site can make a browser on this machine ask here, under a name of its own that it lets point to
     * loopback ("DNS rebinding"), and would then read the answer. The name is in the Host header.
     */
    private static boolean isForThisMachine(Headers headers) {
        List<String> hosts = headers.getOrDefault("Host", List.of());
        if (hosts.size() != 1) {
            return false;
        }
        Matcher form = HOST_HEADER.matcher(hosts.get(0));
        if (!form.matches()) {
            return false;
        }
        String host = form.group(1) == null ? form.group(2) : form.group(1);
        return host.equalsIgnoreCase("localhost") || Addresses.isLoopback(host);
    }
}
