package dev.sluice.model;

import dev.sluice.rows.Quoted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What JSON and YAML have in common, with the line that each value is on, so that one decoder serves both. */
sealed interface Tree {
    /** Counted from 1. */
    int line();

    /** What it is, for a sentence that goes on after "is". */
    String described();

    /** The same without lines, as {@code Kind} reads values; a null is one. */
    @Nullable
    Object plain();

    /** A text or a number. */
    static Tree of(int line, Object plain) {
        return plain instanceof BigDecimal number ? new Number(line, number) : new Text(line, (String) plain);
    }

    record Text(int line, String value) implements Tree {
        @Override
        public Object plain() {
            return value;
        }

        @Override
        public String described() {
            return "the text " + Quoted.of(value);
        }
    }

    record Number(int line, BigDecimal value) implements Tree {
        @Override
        public Object plain() {
            return value;
        }

        @Override
        public String described() {
            return "the number " + value;
        }
    }

    record Truth(int line, boolean value) implements Tree {
        @Override
        public Object plain() {
            return value;
        }

        @Override
        public String described() {
            return String.valueOf(value);
        }
    }

    record Null(int line) implements Tree {
        @Override
        public @Nullable Object plain() {
            return null;
        }

        @Override
        public String described() {
            return "empty";
        }
    }

    record Items(int line, List<Tree> items) implements Tree {
        @Override
        public Object plain() {
            List<@Nullable Object> plain = new ArrayList<>();
            items.forEach(item -> plain.add(item.plain()));
            return plain;
        }

        @Override
        public String described() {
            return "a list";
        }
    }

    /** Names are kept as written and may repeat: the decoder has something to say about both. */
    record Fields(int line, List<Field> fields) implements Tree {
        @Override
        public Object plain() {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            fields.forEach(field -> plain.put(field.name(), field.value().plain()));
            return plain;
        }

        @Override
        public String described() {
            return "a group of fields";
        }
    }

    record Field(int line, String name, Tree value) {}
}
