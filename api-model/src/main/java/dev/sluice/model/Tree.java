package dev.sluice.model;

import java.math.BigDecimal;
import java.util.List;

/** What JSON and YAML have in common, with the line that each value is on, so that one decoder serves both. */
sealed interface Tree {
    /** Counted from 1. */
    int line();

    /** What it is, for a sentence that goes on after "is". */
    String described();

    record Text(int line, String value) implements Tree {
        @Override
        public String described() {
            return "the text " + Rules.quote(value);
        }
    }

    record Number(int line, BigDecimal value) implements Tree {
        @Override
        public String described() {
            return "the number " + value;
        }
    }

    record Truth(int line, boolean value) implements Tree {
        @Override
        public String described() {
            return String.valueOf(value);
        }
    }

    record Null(int line) implements Tree {
        @Override
        public String described() {
            return "empty";
        }
    }

    record Items(int line, List<Tree> items) implements Tree {
        @Override
        public String described() {
            return "a list";
        }
    }

    /** Names are kept as written and may repeat: the decoder has something to say about both. */
    record Fields(int line, List<Field> fields) implements Tree {
        @Override
        public String described() {
            return "a group of fields";
        }
    }

    record Field(int line, String name, Tree value) {}
}
