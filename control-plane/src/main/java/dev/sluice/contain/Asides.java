package dev.sluice.contain;

import dev.sluice.model.Host;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The hosts that one Envoy refused, each with what the Envoy is served in its place until its rows change. */
final class Asides {
    private final Map<String, Aside> byHost = new TreeMap<>();

    /**
     * One of them.
     *
     * @param refused the form of its rows
     * @param instead what is served in its place; null when it is left out
     */
    private record Aside(Host refused, @Nullable Host instead, String words) {}

    /** Serves {@code instead} in place of {@code refused}. */
    void add(Host refused, @Nullable Host instead, String words) {
        Aside before = byHost.get(refused.host());
        // What was served in its place is refused as well; the rows are still those of the first refusal.
        Host form = before == null ? refused : before.refused();
        byHost.put(refused.host(), new Aside(form, instead, words));
    }

    /** Forgets those whose rows are others now: they are tried again. */
    void forgetChanged(Function<String, @Nullable Host> now) {
        byHost.entrySet().removeIf(each -> !each.getValue().refused().equals(now.apply(each.getKey())));
    }

    /** Puts what is served in their place into {@code served}; null where it is nothing. */
    void putInstead(Map<String, @Nullable Host> served) {
        byHost.forEach((name, each) -> served.put(name, each.instead()));
    }

    boolean isEmpty() {
        return byHost.isEmpty();
    }

    Set<String> names() {
        return byHost.keySet();
    }

    /** Envoy's words about {@code host}. */
    String words(String host) {
        Aside aside = byHost.get(host);
        return aside == null ? "" : aside.words();
    }
}
