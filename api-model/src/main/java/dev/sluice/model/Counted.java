package dev.sluice.model;

/** A number of things, as sentences have it. */
public final class Counted {
    private Counted() {}

    /** Such as {@code 1 host} or {@code 2 hosts}; {@code noun} is one whose plural ends with an s. */
    public static String of(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
