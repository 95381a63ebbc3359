package dev.sluice.contain;

import dev.sluice.model.Host;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The search for those among some hosts whom an Envoy refused without naming them. A judge is asked first, while all of
 * them are withheld; only where it finds nobody they are sent to the Envoys themselves, in halves.
 */
final class Investigation {
    private final Map<String, Host> suspects;
    private final UnaryOperator<String> words;
    private final boolean aboutClusters;
    private final CompletableFuture<Map<String, String>> judge;
    private @Nullable Halving halving;

    /**
     * @param suspects in the form that was refused
     * @param words what is told of each of them when it is found guilty and the judge does not say why
     * @param judge will say who is guilty, and why; nobody when it does not know
     * @param aboutClusters whether clusters were refused: the Envoy's answers about these wait for health checks
     */
    Investigation(
            Map<String, Host> suspects,
            UnaryOperator<String> words,
            CompletableFuture<Map<String, String>> judge,
            boolean aboutClusters) {
        this.suspects = Map.copyOf(suspects);
        this.words = words;
        this.judge = judge;
        this.aboutClusters = aboutClusters;
    }

    /** Those that are not to be sent now. */
    Set<String> withheld() {
        return halving == null ? suspects.keySet() : halving.withheld();
    }

    /** Whether some of them are being tried at the Envoy: nothing else should change there meanwhile. */
    boolean isTrying() {
        return halving != null && halving.isTrying();
    }

    /** Whether the Envoy's answers are those about clusters, which wait for health checks. */
    boolean isAboutClusters() {
        return aboutClusters;
    }

    String words(String host) {
        return words.apply(host);
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
                    ? Optional.of(halving.guilty().stream().collect(Collectors.toMap(name -> name, words)))
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
