package dev.sluice.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes text line by line and gives back whole statements, as psql does: a semicolon ends one, unless it stands in
 * quotes, a comment or parentheses. A line that begins with a backslash between two statements is a command of its own.
 */
final class SqlScript {
    private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");

    private String pending = "";

    /** The statements of {@code text} and what is left without a semicolon at its end. */
    static List<String> of(String text) {
        SqlScript script = new SqlScript();
        List<String> steps = new ArrayList<>();
        text.lines().forEach(line -> steps.addAll(script.add(line)));
        steps.addAll(script.end());
        return steps;
    }

    /** Takes a line; returns the statements that it completes. */
    List<String> add(String line) {
        if (isEmpty() && line.strip().startsWith("\\")) {
            pending = "";
            return List.of(line.strip());
        }
        pending += line + "\n";
        List<String> complete = new ArrayList<>();
        for (int end = end(pending); end >= 0; end = end(pending)) {
            String statement = pending.substring(0, end).strip();
            pending = pending.substring(end + 1);
            if (!isBlank(statement)) {
                complete.add(statement);
            }
        }
        return complete;
    }

    /** What is left when no more lines come. */
    List<String> end() {
        String rest = pending.strip();
        pending = "";
        return isBlank(rest) ? List.of() : List.of(rest);
    }

    /** Whether the next line begins a statement. */
    boolean isEmpty() {
        return isBlank(pending);
    }

    private static boolean isBlank(String text) {
        int at = 0;
        while (at < text.length()) {
            int next = comment(text, at);
            if (next == at && !Character.isWhitespace(text.charAt(at))) {
                return false;
            }
            at = Math.max(next, at + 1);
        }
        return true;
    }

    /** Where the first statement's semicolon is; negative when it is not there yet. */
    private static int end(String text) {
        int depth = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int skipped = quoted(text, comment(text, at));
            if (skipped > at) {
                at = skipped;
                continue;
            }
            if (c == ';' && depth == 0) {
                return at;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            at++;
        }
        return -1;
    }

    /** Behind the comment that begins at {@code at}, or {@code at}. Block comments nest in SQL. */
    private static int comment(String text, int at) {
        if (text.startsWith("--", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }
        if (!text.startsWith("/*", at)) {
            return at;
        }
        int depth = 0;
        for (int i = at; i < text.length() - 1; i++) {
            if (text.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (text.startsWith("*/", i)) {
                depth--;
                i++;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        return text.length();
    }

    /** Behind the quoted text that begins at {@code at}, or {@code at}. */
    private static int quoted(String text, int at) {
        if (at >= text.length()) {
            return at;
        }
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
            return closing(text, at, c, c == '\'' && escapes(text, at));
        }
        Matcher dollar = DOLLAR_QUOTE.matcher(text).region(at, text.length());
        if (c == '$' && !isWordPart(text, at - 1) && dollar.lookingAt()) {
            int end = text.indexOf(dollar.group(), dollar.end());
            return end < 0 ? text.length() : end + dollar.group().length();
        }
        return at;
    }

    /** Behind the closing quote. A doubled quote closes and opens at once, which comes to the same. */
    private static int closing(String text, int at, char quote, boolean escapes) {
        for (int i = at + 1; i < text.length(); i++) {
            if (escapes && text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i + 1;
            }
        }
        return text.length();
    }

    /** Whether the quote at {@code at} is that of an {@code E'...'}, in which a backslash escapes. */
    private static boolean escapes(String text, int at) {
        return at > 0 && (text.charAt(at - 1) == 'E' || text.charAt(at - 1) == 'e') && !isWordPart(text, at - 2);
    }

    private static boolean isWordPart(String text, int at) {
        return at >= 0 && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_');
    }
}
