package dev.sluice.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message, taken apart by its pattern: {@code published fleet={} took={}ms} says which of the arguments are fields,
 * and names them. The finished text is never parsed, so no value can pose as a field.
 *
 * @param message the text without the fields
 * @param fields by name, with the unit behind it: {@code took_ms}
 */
record MessageParts(String message, Map<String, Object> fields) {
    private static final Pattern HOLE =
            Pattern.compile("(?: ?(?<name>[a-z_]+)=)?(?<quote>\"?)\\{}\\k<quote>(?<unit>[a-z]*)");

    static MessageParts of(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        Map<String, Object> fields = new LinkedHashMap<>();
        StringBuilder message = new StringBuilder();
        Matcher hole = HOLE.matcher(String.valueOf(event.getMessage()));
        for (int i = 0; arguments != null && i < arguments.length && hole.find(); i++) {
            String name = hole.group("name");
            if (name == null) {
                String quote = hole.group("quote");
                String text = quote + arguments[i] + quote + hole.group("unit");
                hole.appendReplacement(message, Matcher.quoteReplacement(text));
            } else {
                hole.appendReplacement(message, "");
                fields.put(hole.group("unit").isEmpty() ? name : name + "_" + hole.group("unit"), arguments[i]);
            }
        }
        hole.appendTail(message);
        return new MessageParts(message.toString(), fields);
    }
}
