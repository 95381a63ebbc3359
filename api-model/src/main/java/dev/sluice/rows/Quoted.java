package dev.sluice.rows;

import java.util.stream.Collectors;

/** Users' text within a sentence. */
public final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** {@code text} in quotes, cut where it is long, with its control characters as JSON writes them. */
    public static String of(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return '"'
                + shown.chars()
                        .mapToObj(c -> c < ' ' || c == 0x7f ? String.format("\\u%04x", c) : Character.toString(c))
                        .collect(Collectors.joining())
                + '"';
    }
}
