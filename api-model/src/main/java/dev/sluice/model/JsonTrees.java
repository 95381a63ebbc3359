package dev.sluice.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON; several values behind each other are taken as well, such as one record a line. */
final class JsonTrees {
    private final JsonParser parser;

    private JsonTrees(JsonParser parser) {
        this.parser = parser;
    }

    static List<Tree> of(String text) throws Unreadable {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            JsonTrees reader = new JsonTrees(parser);
            List<Tree> trees = new ArrayList<>();
            while (parser.nextToken() != null) {
                trees.add(reader.value(0));
            }
            return trees;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw new Unreadable(
                    line,
                    "no JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private Tree value(int depth) throws IOException, Unreadable {
        int line = parser.currentTokenLocation().getLineNr();
        if (depth > Unreadable.DEEPEST) {
            throw new Unreadable(line, "nested too deep for a record");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> new Tree.Fields(line, fields(depth));
            case START_ARRAY -> new Tree.Items(line, items(depth));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Tree.Number(line, parser.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE -> new Tree.Truth(line, parser.getBooleanValue());
            case VALUE_NULL -> new Tree.Null(line);
            default -> new Tree.Text(line, parser.getText());
        };
    }

    private List<Tree.Field> fields(int depth) throws IOException, Unreadable {
        List<Tree.Field> fields = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int line = parser.currentTokenLocation().getLineNr();
            String name = parser.currentName();
            parser.nextToken();
            fields.add(new Tree.Field(line, name, value(depth + 1)));
        }
        return fields;
    }

    private List<Tree> items(int depth) throws IOException, Unreadable {
        List<Tree> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(depth + 1));
        }
        return items;
    }
}
