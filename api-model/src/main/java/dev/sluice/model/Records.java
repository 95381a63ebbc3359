package dev.sluice.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.sluice.rows.Row;
import dev.sluice.rows.Table;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Hosts as text: one record, a list of them, {@code {"hosts": [...]}}, or several YAML documents of these. Names are
 * taken in any case and with dashes; a name that is none is refused. Whether a value makes sense is for {@link Rules}.
 */
public final class Records {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter WRITER = JSON.writer(new DefaultPrettyPrinter(
            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER)));

    private Records() {}

    /**
     * What a text holds.
     *
     * @param hosts those without a problem, in the order of the text
     * @param problems every mistake, with its line; a text with any of them is not to be used
     */
    public record Parsed(List<Host> hosts, List<Problem> problems) {
        public Parsed {
            hosts = List.copyOf(hosts);
            problems = List.copyOf(problems);
        }
    }

    /** Reads {@code text}; never throws, whatever is in it. */
    public static Parsed parse(String text, Format format) {
        return parse(text, format, new RecordDecoder());
    }

    /**
     * Reads {@code text} that Sluice itself wrote into {@code place}, perhaps in another version. What this one does not
     * know costs the host alone that it stands at: the host is among those parsed, with {@link Host#unread}.
     */
    public static Parsed parseWritten(String text, String place) {
        return parse(text, Format.JSON, new RecordDecoder(place));
    }

    private static Parsed parse(String text, Format format, RecordDecoder decoder) {
        String content = text.startsWith("\ufeff") ? text.substring(1) : text; // Windows editors begin files with it
        try {
            decoder.decode(format == Format.JSON ? JsonTrees.of(content) : YamlTrees.of(content));
            return decoder.decoded();
        } catch (Unreadable e) {
            return new Parsed(List.of(), List.of(new Problem("line " + e.line(), "text", "is " + e.getMessage())));
        }
    }

    /** {@code hosts} as a list of records, sorted by name. */
    public static String toJson(Collection<Host> hosts) {
        return hosts.stream()
                .sorted(Comparator.comparing(Host::host))
                .map(Records::toJson)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * {@code host} in the spelling of the tables' columns; {@link #parse} reads the same host back. Of the columns that have
     * their defaults few are written ({@link Table#written}).
     */
    public static String toJson(Host host) {
        Map<String, Object> record = Hosts.TABLE.written(host.own());
        for (Table table : Tables.OF_A_HOST) {
            if (!host.rows(table).isEmpty()) {
                record.put(
                        table.name(),
                        host.rows(table).stream().map(Records::plain).toList());
            }
        }
        try {
            return WRITER.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own", e);
        }
    }

    private static Object plain(Row row) {
        Optional<Object> text = row.table().shorthand().flatMap(shorthand -> shorthand.write(row));
        return text.orElseGet(() -> row.table().written(row));
    }
}
