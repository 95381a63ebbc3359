package dev.sluice.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks an HTTP server on this machine. */
public final class LocalHttp {
    private final String where;
    private final Duration longest;
    private final HttpClient client;

    /**
     * One server.
     *
     * @param where its address and port, as a URL has them
     * @param longest how long an answer is waited for
     */
    public LocalHttp(String where, Duration longest) {
        this.where = where;
        this.longest = longest;
        // No proxy of the environment's can reach this machine's loopback.
        this.client = HttpClient.newBuilder()
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(longest)
                .build();
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return ask("GET", path);
    }

    public HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(this + path))
                .method(method, BodyPublishers.noBody())
                .timeout(longest)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** Its address, as a URL. */
    @Override
    public String toString() {
        return "http://" + where;
    }
}
