package dev.sluice.reconcile;

import dev.sluice.model.Nearest;
import java.util.Collection;
import java.util.Optional;

/**
 * Tells a misspelt name from that of a sibling. "egde" is one slip away from "edge"; so is "prod-2" from "prod-1", and
 * "edge-b" from "edge-a", which are names that people give on purpose.
 */
final class Misspelling {
    /** What is between separators and shorter is an abbreviation, and one letter makes it another. */
    private static final int SHORTEST_WORD = 4;

    private Misspelling() {}

    /** The one of {@code known} that was meant by {@code name}, if it looks like that. */
    static Optional<String> of(String name, Collection<String> known) {
        return known.stream().filter(other -> isMisspelt(name, other)).sorted().findFirst();
    }

    private static boolean isMisspelt(String name, String meant) {
        if (!Nearest.isOneSlip(name, meant)) {
            return false;
        }
        int from = commonStart(name, meant);
        int end = commonEnd(name, meant, from);
        String written = name.substring(from, name.length() - end);
        String right = meant.substring(from, meant.length() - end);
        boolean isNumber = (written + right).chars().anyMatch(Character::isDigit);
        return !isNumber && word(meant, from).length() >= SHORTEST_WORD;
    }

    private static int commonStart(String a, String b) {
        int i = 0;
        while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    private static int commonEnd(String a, String b, int from) {
        int i = 0;
        while (i < Math.min(a.length(), b.length()) - from
                && a.charAt(a.length() - 1 - i) == b.charAt(b.length() - 1 - i)) {
            i++;
        }
        return i;
    }

    /** The part of {@code name} between separators in which the letter at {@code place} is, or which ends there. */
    private static String word(String name, int place) {
        int start = place;
        while (start > 0 && !isSeparator(name.charAt(start - 1))) {
            start--;
        }
        int end = place;
        while (end < name.length() && !isSeparator(name.charAt(end))) {
            end++;
        }
        return name.substring(start, end);
    }

    private static boolean isSeparator(char letter) {
        return letter == '-' || letter == '_' || letter == '.';
    }
}
