package dev.sluice.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. All mistakes are told at once, so that one edit mends them all. */
public final class InvalidConfig extends Exception {
    private final transient List<Mistake> mistakes;

    public InvalidConfig(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }
}
