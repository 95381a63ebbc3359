package dev.sluice.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hosts as text: one record, a list of them, {@code {"hosts": [...]}}, or several YAML documents of these. Names are
 * taken in any case and with dashes; a name that is none is refused. Whether a value makes sense is for {@link Rules}.
 */
public final class Records {
    static final String FLEET = "fleet";
    static final String INCOMING_PORT = "incoming_port";
    static final String OUTGOING_PORT = "outgoing_port";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter WRITER = JSON.writer(new DefaultPrettyPrinter(
            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER)));

    private Records() {}

    /**
     * What a text holds.
     *
     * @param hosts those without a problem, in the order of the text
     * @param problems every mistake, with its line; a text with any of them is not to be used
     * @param leftOut by host, the columns of its row that its record leaves out; they have their defaults in {@code hosts}
     */
    public record Parsed(List<Host> hosts, List<Problem> problems, Map<String, Set<String>> leftOut) {
        public Parsed {
            hosts = List.copyOf(hosts);
            problems = List.copyOf(problems);
            leftOut = Map.copyOf(leftOut);
        }

        /** The same with these problems. */
        public Parsed with(List<Problem> others) {
            return new Parsed(hosts, others, leftOut);
        }

        /** {@code host} as its record wants it where there is {@code existing}: what the record leaves out stays. */
        public Host over(Host host, Host existing) {
            Set<String> kept = leftOut.getOrDefault(host.host(), Set.of());
            return new Host(
                    host.host(),
                    kept.contains(FLEET) ? existing.fleet() : host.fleet(),
                    kept.contains(INCOMING_PORT) ? existing.incomingPort() : host.incomingPort(),
                    kept.contains(OUTGOING_PORT) ? existing.outgoingPort() : host.outgoingPort(),
                    host.targets(),
                    host.healthChecks());
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
            return new Parsed(
                    List.of(), List.of(new Problem("line " + e.line(), "text", "is " + e.getMessage())), Map.of());
        }
    }

    /** {@code hosts} as a list of records, sorted by name. */
    public static String toJson(Collection<Host> hosts) {
        return hosts.stream()
                .sorted(Comparator.comparing(Host::host))
                .map(Records::toJson)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** {@code host} in the spelling of the tables' columns; {@link #parse} reads the same host back. */
    public static String toJson(Host host) {
        ObjectNode record = JSON.createObjectNode();
        record.put("host", host.host());
        if (!host.fleet().equals(Host.DEFAULT_FLEET)) {
            record.put("fleet", host.fleet());
        }
        record.put("incoming_port", host.incomingPort());
        record.put("outgoing_port", host.outgoingPort());
        host.targets().forEach(target -> record.withArray("/targets").add(text(target)));
        host.healthChecks().forEach(check -> {
            ObjectNode written = record.withArray("/health_checks").addObject();
            written.put("path", check.path());
            check.port().ifPresent(port -> written.put("port", port));
            written.put("timeout", seconds(check.timeout()));
            written.put("interval", seconds(check.interval()));
        });
        try {
            return WRITER.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own", e);
        }
    }

    private static String text(Target target) {
        if (target.port().isEmpty()) {
            return target.address();
        }
        String address = target.address().contains(":") ? "[" + target.address() + "]" : target.address();
        return address + ":" + target.port().getAsInt();
    }

    private static BigDecimal seconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }
}
