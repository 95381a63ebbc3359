package dev.sluice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a client gets.
 *
 * @param type of the content
 * @param headers beside the headers that every reply has
 * @param body what there is to send
 */
public record Reply(int status, String type, Map<String, String> headers, Body body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What there is to send. */
    public sealed interface Body {}

    /** The whole body. */
    record Whole(String text) implements Body {}

    /** Pieces, each made when the piece before it is sent: a slow reader keeps little in memory. */
    record Pieces(Stream<String> texts) implements Body {}

    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply text(int status, String text) {
        return new Reply(status, "text/plain", Map.of(), new Whole(text));
    }

    public static Reply json(int status, ObjectNode tree) {
        try {
            String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
            return new Reply(status, "application/json", Map.of(), new Whole(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own", e);
        }
    }

    public static Reply json(int status, Stream<String> pieces) {
        return new Reply(status, "application/json", Map.of(), new Pieces(pieces));
    }

    /** A sentence for whoever asked. */
    public static Reply message(int status, String message) {
        return json(status, JSON.createObjectNode().put("message", message));
    }

    /** A sentence about a request that cannot be answered, and the paths that can be asked. */
    static Reply error(int status, String sentence, Collection<String> paths) {
        ObjectNode error = JSON.createObjectNode().put("error", sentence);
        ArrayNode array = error.putArray("paths");
        paths.forEach(array::add);
        return json(status, error);
    }

    static Reply error(int status, String sentence) {
        return json(status, JSON.createObjectNode().put("error", sentence));
    }

    Reply with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Reply(status, type, more, body);
    }
}
