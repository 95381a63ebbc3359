package dev.sluice.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.HostPort;
import dev.sluice.local.LocalHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** An HTTP server on this machine that tells of itself in JSON. */
final class Endpoint {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalHttp server;

    Endpoint(HostPort where) {
        this.server = new LocalHttp(where.toString(), TIMEOUT);
    }

    /** What it answers, whatever the status; broken when nobody answers, or something else, which lacks {@code field}. */
    Seen<JsonNode> json(String path, String field, String whose) {
        try {
            Optional<JsonNode> json = parsed(server.get(path).body()).filter(tree -> tree.has(field));
            return json.isPresent()
                    ? new Seen.There<>(json.get())
                    : new Seen.Broken<>("what answers at " + server + " is not " + whose);
        } catch (IOException e) {
            return new Seen.Broken<>("nothing answers at " + server);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Seen.Broken<>("interrupted");
        }
    }

    private static Optional<JsonNode> parsed(String body) {
        try {
            return Optional.of(JSON.readTree(body));
        } catch (JsonProcessingException somethingElse) {
            return Optional.empty();
        }
    }
}
