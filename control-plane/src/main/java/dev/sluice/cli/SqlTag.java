package dev.sluice.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line that PostgreSQL answers a statement with, such as {@code INSERT 0 1}: JDBC hands on only its number. */
final class SqlTag {
    private static final Pattern WORD_OR_SKIPPED =
            Pattern.compile("--[^\\n]*|(?s)/\\*.*?\\*/|'[^']*'|\"[^\"]*\"|[()]|[A-Za-z_]+");

    private static final Set<String> COUNTED = Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "COPY");
    private static final Set<String> WITH_OBJECT = Set.of("CREATE", "ALTER", "DROP");
    private static final Set<String> ADJECTIVES =
            Set.of("OR", "REPLACE", "TEMP", "TEMPORARY", "UNLOGGED", "GLOBAL", "LOCAL", "UNIQUE", "RECURSIVE");
    private static final Set<String> FIRST_OF_TWO = Set.of("MATERIALIZED", "FOREIGN", "EVENT", "DEFAULT");

    private SqlTag() {}

    static String of(String statement, long count) {
        List<String> words = words(statement);
        if (words.isEmpty()) {
            return "";
        }
        String verb = verb(words);
        return switch (verb) {
            case "INSERT" -> "INSERT 0 " + count;
            case "END" -> "COMMIT";
            case "ABORT" -> "ROLLBACK";
            case "START" -> "START TRANSACTION";
            case "TRUNCATE" -> "TRUNCATE TABLE";
            case "LOCK" -> "LOCK TABLE";
            default -> WITH_OBJECT.contains(verb) ? object(words) : COUNTED.contains(verb) ? verb + " " + count : verb;
        };
    }

    /** Whether a statement that returned rows changed some as well, and so has a tag to print behind them. */
    static boolean writes(String statement) {
        List<String> words = words(statement);
        return !words.isEmpty() && Set.of("INSERT", "UPDATE", "DELETE", "MERGE").contains(verb(words));
    }

    /** The first word, or the first one behind the queries of a WITH. */
    private static String verb(List<String> words) {
        if (!words.get(0).equals("WITH")) {
            return words.get(0);
        }
        return words.stream().skip(1).filter(COUNTED::contains).findFirst().orElse("SELECT");
    }

    private static String object(List<String> words) {
        List<String> kind = words.subList(1, words.size()).stream()
                .filter(word -> !ADJECTIVES.contains(word))
                .limit(2)
                .toList();
        boolean two = !kind.isEmpty() && FIRST_OF_TWO.contains(kind.get(0));
        return words.get(0) + " " + String.join(" ", two ? kind : kind.subList(0, Math.min(1, kind.size())));
    }

    /** The statement's words outside of quotes, comments and parentheses. */
    private static List<String> words(String statement) {
        List<String> words = new ArrayList<>();
        int depth = 0;
        Matcher matcher = WORD_OR_SKIPPED.matcher(statement);
        while (matcher.find() && words.size() < 100) {
            String found = matcher.group();
            depth += found.equals("(") ? 1 : found.equals(")") ? -1 : 0;
            if (depth == 0 && Character.isLetter(found.charAt(0))) {
                words.add(found.toUpperCase(Locale.ROOT));
            }
        }
        return words;
    }
}
