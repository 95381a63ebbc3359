package dev.sluice.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A backend that answers with one line: who it is, and what reached it. */
final class ExampleBackend implements AutoCloseable {
    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private ExampleBackend(String name, HttpServer server) {
        this.name = name;
        this.server = server;
    }

    static ExampleBackend start(String name, int port) throws DemoFailed {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            ExampleBackend backend = new ExampleBackend(name, HttpServer.create(address, 0));
            backend.server.createContext("/", backend::answer);
            // Envoy keeps connections open; with the server's own single thread one would wait for another.
            backend.server.setExecutor(backend.threads);
            backend.server.start();
            return backend;
        } catch (IOException e) {
            throw new DemoFailed("the " + name + " backend cannot listen on " + port + ": " + e.getMessage(), e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers request = exchange.getRequestHeaders();
            String line = "The " + name + " backend, port "
                    + exchange.getLocalAddress().getPort() + ", was asked for "
                    + request.getFirst("Host") + exchange.getRequestURI() + " by "
                    + request.getOrDefault("X-Forwarded-For", List.of("somebody without X-Forwarded-For"))
                            .get(0)
                    + "\n";
            byte[] body = line.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
