package dev.sluice.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks an HTTP server on this machine. */
final class Endpoint {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    // No proxy of the environment's can reach this machine's loopback.
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(TIMEOUT)
            .build();

    private final HostPort where;

    Endpoint(HostPort where) {
        this.where = where;
    }

    /** The body, whatever the status; broken when nobody answers. */
    Seen<String> get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + where + path))
                    .timeout(TIMEOUT)
                    .build();
            return new Seen.There<>(
                    CLIENT.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            return new Seen.Broken<>("nothing answers at http://" + where);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Seen.Broken<>("interrupted");
        }
    }

    /** The body as JSON; broken when it is not, or lacks {@code field}, and so comes from something else. */
    Seen<JsonNode> json(String path, String field, String whose) {
        Seen<String> body = get(path);
        if (body.value().isEmpty()) {
            return new Seen.Broken<>("nothing answers at http://" + where);
        }
        try {
            JsonNode json = new ObjectMapper().readTree(body.value().get());
            if (json.has(field)) {
                return new Seen.There<>(json);
            }
        } catch (JsonProcessingException somethingElse) {
            return new Seen.Broken<>("what answers at http://" + where + " is not " + whose);
        }
        return new Seen.Broken<>("what answers at http://" + where + " is not " + whose);
    }
}
