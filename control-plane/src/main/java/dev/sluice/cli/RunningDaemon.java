package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The daemon on this machine, asked over HTTP. */
final class RunningDaemon {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client;
    private final HostPort where;
    private final Duration timeout;

    RunningDaemon(HostPort where) {
        this(where, TIMEOUT);
    }

    /** One that is not waited for longer than {@code timeout}. */
    RunningDaemon(HostPort where, Duration timeout) {
        this.where = where;
        this.timeout = timeout;
        // No proxy of the environment's can reach this machine's loopback.
        this.client = HttpClient.newBuilder()
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout)
                .build();
    }

    /** All that it tells of itself. */
    JsonNode status() throws CommandFailed, InterruptedException {
        return ask("GET", "/status");
    }

    /** The change that is held, as {@code /status} tells it; missing when there is none. */
    JsonNode held() throws CommandFailed, InterruptedException {
        return status().path("held");
    }

    /** What it serves of {@code fleet}: its revision and its hosts, as records. */
    JsonNode hosts(String fleet) throws CommandFailed, InterruptedException {
        return ask("GET", "/hosts?fleet=" + fleet);
    }

    void confirm(String id) throws CommandFailed, InterruptedException {
        ask("POST", "/confirm?id=" + id);
    }

    private JsonNode ask(String method, String path) throws CommandFailed, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + where + path))
                .method(method, BodyPublishers.noBody())
                .timeout(timeout)
                .build();
        HttpResponse<String> response;
        try {
            response = client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CommandFailed("no daemon answers at http://" + where
                    + "; is sluice serve running on this machine, and with this SLUICE_HTTP_PORT?");
        }
        JsonNode answer = json(response.body());
        if (response.statusCode() >= 300) {
            throw new CommandFailed(
                    "the daemon refused: " + answer.path("message").asText("status " + response.statusCode()));
        }
        return answer;
    }

    private JsonNode json(String body) throws CommandFailed {
        try {
            return new ObjectMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new CommandFailed("what answers at http://" + where + " is no daemon of Sluice");
        }
    }
}
