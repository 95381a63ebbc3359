package dev.sluice.reconcile;

import dev.sluice.model.Host;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The search for those among some hosts whom an Envoy refused without naming them. A judge is asked first, while all of
 * them are withheld; only where it finds nobody they are sent to the Envoys themselves, in halves.
 */
final class Investigation {
    private final Map<String, Host> suspects;
    private final String words;
    private final CompletableFuture<Map<String, String>> judge;
    private @Nullable Halving halving;

    /**
     * @param suspects in the form that was refused
     * @param words those of the Envoy that refused
     * @param judge will say who is guilty, and why; nobody when it does not know
     */
    Investigation(Map<String, Host> suspects, String words, CompletableFuture<Map<String, String>> judge) {
        this.suspects = Map.copyOf(suspects);
        this.words = words;
        this.judge = judge;
    }

    /** Those that are not to be sent now. */
    Set<String> withheld() {
        return halving == null ? suspects.keySet() : halving.withheld();
    }

    /** What is sent now is refused. While the judge is asked, that is the rest of an old answer. */
    void refused() {
        if (halving != null) {
            halving.refused();
        }
    }

    /** Whether what is sent now is known to be refused. */
    boolean isRefused() {
        return halving != null && halving.isRefused();
    }

    /** Goes on, if there is an answer: {@code settled} says whether Envoys have given theirs to what is sent now. */
    void goOn(boolean settled, long now) {
        if (halving != null) {
            if (settled || halving.isOverdue(now)) {
                halving.answered(now);
            }
        } else if (judge.isDone() && judge.join().isEmpty()) {
            halving = new Halving(suspects.keySet(), now);
        }
    }

    /** Who is guilty, each with the reason; empty while that is not known. */
    Optional<Map<String, String>> verdict() {
        if (halving != null) {
            return halving.isDone()
                    ? Optional.of(halving.guilty().stream().collect(Collectors.toMap(name -> name, name -> words)))
                    : Optional.empty();
        }
        return judge.isDone() && !judge.join().isEmpty() ? Optional.of(judge.join()) : Optional.empty();
    }

    /** The form in which {@code name} was refused. */
    @Nullable
    Host suspect(String name) {
        return suspects.get(name);
    }
}
