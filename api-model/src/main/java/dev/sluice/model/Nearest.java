package dev.sluice.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name a user most likely meant, for messages about unknown names. */
public final class Nearest {
    /** Of so many letters one may be wrong; another word is no misspelling, and to guess at it is worse than nothing. */
    private static final int LETTERS_A_MISTAKE = 3;

    private Nearest() {}

    /** The one of {@code names} that {@code written} begins or misspells; empty when it is like none of them. */
    public static Optional<String> of(String written, Collection<String> names) {
        String plain = plain(written);
        int most = plain.length() / LETTERS_A_MISTAKE;
        return names.stream()
                .filter(name -> begins(plain, plain(name)) || distance(plain, plain(name)) <= most)
                .min(Comparator.<String>comparingInt(name -> distance(plain, plain(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** For the end of a sentence: {@code ; did you mean NAME?}, or nothing. */
    public static String hint(String written, Collection<String> names) {
        return question(written, names).orElse("");
    }

    /** For the end of a sentence, where {@code names} are few: the nearest, or all of them. */
    public static String hintOrAll(String written, Collection<String> names) {
        return question(written, names).orElseGet(() -> "; known are " + String.join(", ", names));
    }

    private static Optional<String> question(String written, Collection<String> names) {
        return of(written, names).map(name -> "; did you mean " + name + "?");
    }

    /** Whether one slip of the finger makes {@code written} of {@code name}. */
    public static boolean isOneSlip(String written, String name) {
        return distance(written, name) == 1;
    }

    private static boolean begins(String written, String name) {
        return written.length() >= LETTERS_A_MISTAKE && name.startsWith(written);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Damerau's distance: a letter added, left out, replaced, or swapped with its neighbour counts one each. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
