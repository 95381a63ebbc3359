package dev.sluice.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;

/** For log shippers: a line is an object. What the text form has as {@code name=value} is a field. */
record JsonForm() implements LineForm {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public List<String> lines(ILoggingEvent event) {
        ObjectNode line = JSON.createObjectNode();
        line.put("time", String.valueOf(event.getInstant()));
        line.put("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        line.put("logger", event.getLoggerName());
        line.put("thread", event.getThreadName());
        MessageParts parts = MessageParts.of(event);
        line.put("message", parts.message());
        if (event.getThrowableProxy() != null) {
            line.put("trace", String.join("\n", PlainText.trace(event)));
        }
        parts.fields().forEach((name, value) -> line.set(line.has(name) ? "field_" + name : name, json(value)));
        try {
            return List.of(JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own", e);
        }
    }

    private static JsonNode json(Object value) {
        return value instanceof Number || value instanceof Boolean
                ? JSON.valueToTree(value)
                : TextNode.valueOf(String.valueOf(value));
    }
}
