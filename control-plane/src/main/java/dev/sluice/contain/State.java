package dev.sluice.contain;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * How it stands with one Envoy and what that Envoy refuses. A state holds what is known in it, and nothing else.
 * {@link Containment} leads from one state to the next:
 *
 * <pre>
 *  Serving ──a refusal names a host──▶ Settling ──all is taken──▶ Serving
 *  Serving, Settling ──a refusal names nobody──▶ Judging ──nobody is found──▶ Trying
 *  Judging, Trying ──the guilty are found──▶ Settling
 *  Trying ──the Envoy refuses the rest without the suspects as well──▶ Unexplained ──rows change──▶ Settling
 * </pre>
 */
sealed interface State {
    /** What was refused since the Envoy took everything. */
    Refusals refusals();

    /** The Envoy is sent what the rows say, less the hosts that are set aside. */
    sealed interface Following extends State {
        /** The same state, with these refusals. */
        Following with(Refusals now);
    }

    /** A refusal named nobody: those of the suspects who are withheld are not sent. */
    sealed interface Search extends State {
        Suspects suspects();

        Set<String> withheld();
    }

    /** The Envoy took everything that it answered. */
    record Serving() implements Following {
        @Override
        public Refusals refusals() {
            return Refusals.NONE;
        }

        @Override
        public Following with(Refusals now) {
            return new Settling(now);
        }
    }

    /** The Envoy refused something, and has not taken yet what it is sent instead. */
    record Settling(Refusals refusals) implements Following {
        @Override
        public Following with(Refusals now) {
            return new Settling(now);
        }
    }

    /**
     * The Envoy refuses something in {@code wanted}, and would refuse it without all the suspects as well. Nobody is
     * blamed and nothing counts as taken until the rows change.
     */
    record Unexplained(ByName<Host> wanted, Refusals refusals) implements Following {
        @Override
        public Following with(Refusals now) {
            return new Unexplained(wanted, now);
        }
    }

    /**
     * A judge is asked who is guilty, while all suspects are withheld.
     *
     * @param verdict the guilty, each with the reason; nobody when the judge does not know
     */
    record Judging(Suspects suspects, CompletableFuture<Map<String, String>> verdict, Refusals refusals)
            implements Search {
        @Override
        public Set<String> withheld() {
            return suspects.names();
        }
    }

    /** The judge found nobody: the suspects are sent to the Envoy itself, in halves. */
    record Trying(Suspects suspects, Trial trial, Refusals refusals) implements Search {
        @Override
        public Set<String> withheld() {
            return trial.withheld();
        }
    }
}
