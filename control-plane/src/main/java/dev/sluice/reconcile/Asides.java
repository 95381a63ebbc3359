package dev.sluice.reconcile;

import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The hosts that Envoy refused, each with what is served in its place until its rows change. */
final class Asides {
    private final Map<String, Aside> byHost = new TreeMap<>();

    /**
     * One of them.
     *
     * @param refused the form that Envoy refused
     * @param instead the form that it took last; empty when there is none
     */
    private record Aside(Host refused, Optional<Host> instead, String words) {
        Problem problem() {
            String fate = instead.isPresent()
                    ? "is refused by Envoy and keeps its last good form until its rows change: "
                    : "is refused by Envoy and left out until its rows change: ";
            return new Problem(refused.host(), "hosts", fate + words);
        }
    }

    void add(Host refused, @Nullable Host takenLast, String words) {
        Optional<Host> instead = Optional.ofNullable(takenLast).filter(good -> !good.equals(refused));
        byHost.put(refused.host(), new Aside(refused, instead, Words.oneLine(words)));
    }

    boolean contains(String host) {
        return byHost.containsKey(host);
    }

    /** Forgets those whose rows are others now: they are tried again. */
    void forgetChanged(Function<String, @Nullable Host> now) {
        byHost.entrySet().removeIf(each -> !each.getValue().refused().equals(now.apply(each.getKey())));
    }

    /** Puts what is served in their place into {@code served}; null where it is nothing. */
    void putInstead(Map<String, @Nullable Host> served) {
        byHost.forEach((name, each) -> served.put(name, each.instead().orElse(null)));
    }

    Stream<Problem> problems() {
        return byHost.values().stream().map(Aside::problem);
    }
}
