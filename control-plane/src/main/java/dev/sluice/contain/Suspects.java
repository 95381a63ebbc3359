package dev.sluice.contain;

import dev.sluice.model.Host;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that may have caused a refusal which names nobody.
 *
 * @param forms the hosts by name, each in the form that was refused
 * @param words what is told of a host that is found guilty without other words; by its name
 * @param areClusters whether clusters were refused: an Envoy's answers about clusters wait for health checks
 */
record Suspects(Map<String, Host> forms, UnaryOperator<String> words, boolean areClusters) {
    Suspects {
        forms = Map.copyOf(forms);
    }

    Set<String> names() {
        return forms.keySet();
    }

    String words(String host) {
        return words.apply(host);
    }

    /** The form in which {@code host} was refused; null when it is no suspect. */
    @Nullable
    Host form(String host) {
        return forms.get(host);
    }
}
