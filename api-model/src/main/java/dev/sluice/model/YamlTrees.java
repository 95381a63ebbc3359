package dev.sluice.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2, one document or several. From events, because the library's own trees nest without a limit. */
final class YamlTrees {
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit(Integer.MAX_VALUE) // the text is in memory already
            .build();

    private final Iterator<Event> events;

    private YamlTrees(Iterator<Event> events) {
        this.events = events;
    }

    static List<Tree> of(String text) throws Unreadable {
        try {
            return new YamlTrees(new Parse(SETTINGS).parseString(text).iterator()).documents();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new Unreadable(line, "no YAML: " + e.getProblem() + hint(String.valueOf(e.getContext())));
        } catch (YamlEngineException e) {
            throw new Unreadable(1, "no YAML: " + e.getMessage());
        }
    }

    private static String hint(String context) {
        return context.contains("alias") ? "; a text that starts with * needs quotes, as \"*.example.com\" does" : "";
    }

    private List<Tree> documents() throws Unreadable {
        List<Tree> documents = new ArrayList<>();
        while (events.hasNext()) {
            if (events.next().getEventId() == Event.ID.DocumentStart) {
                documents.add(value(events.next(), 0));
            }
        }
        return documents;
    }

    private Tree value(Event event, int depth) throws Unreadable {
        int line = line(event);
        if (depth > Unreadable.DEEPEST) {
            throw new Unreadable(line, "nested too deep for a record");
        }
        return switch (event.getEventId()) {
            case MappingStart -> new Tree.Fields(line, fields(depth));
            case SequenceStart -> new Tree.Items(line, items(depth));
            case Scalar -> scalar((ScalarEvent) event, line);
            default -> throw alias((AliasEvent) event, line);
        };
    }

    /** Followed, a few lines of aliases could mean billions of values; records have no use for them. */
    private static Unreadable alias(AliasEvent event, int line) {
        String name = "*" + event.getAlias();
        return new Unreadable(line, "using the alias " + name + ": write it out, or in quotes if it is a text");
    }

    private List<Tree.Field> fields(int depth) throws Unreadable {
        List<Tree.Field> fields = new ArrayList<>();
        for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            int line = line(key);
            if (!(key instanceof ScalarEvent name)) {
                throw new Unreadable(line, "using a list, a mapping or an alias as a name");
            }
            fields.add(new Tree.Field(line, name.getValue(), value(events.next(), depth + 1)));
        }
        return fields;
    }

    private List<Tree> items(int depth) throws Unreadable {
        List<Tree> items = new ArrayList<>();
        for (Event item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
            items.add(value(item, depth + 1));
        }
        return items;
    }

    private static Tree scalar(ScalarEvent scalar, int line) {
        String value = scalar.getValue();
        String tag = scalar.getTag().orElseGet(() -> resolved(scalar).getValue());
        if (tag.equals(Tag.NULL.getValue())) {
            return new Tree.Null(line);
        }
        if (tag.equals(Tag.BOOL.getValue())) {
            return new Tree.Truth(line, Boolean.parseBoolean(value));
        }
        boolean number = tag.equals(Tag.INT.getValue()) || tag.equals(Tag.FLOAT.getValue());
        return number ? number(value, line) : new Tree.Text(line, value);
    }

    private static Tag resolved(ScalarEvent scalar) {
        return SETTINGS.getSchema().getScalarResolver().resolve(scalar.getValue(), scalar.isPlain());
    }

    private static Tree number(String text, int line) {
        try {
            return new Tree.Number(line, new BigDecimal(text));
        } catch (NumberFormatException hexadecimalOrInfinite) {
            return new Tree.Text(line, text);
        }
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
