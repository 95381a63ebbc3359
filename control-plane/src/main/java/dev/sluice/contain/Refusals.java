package dev.sluice.contain;

import dev.sluice.serve.Conversation;
import java.util.Optional;

/**
 * What an Envoy refused since it took everything.
 *
 * @param setAside how many hosts were set aside for it
 * @param unexplained the last refusal that named nobody
 */
record Refusals(int setAside, Optional<Conversation.Refusal> unexplained) {
    static final Refusals NONE = new Refusals(0, Optional.empty());

    /** The type of Envoy's refusals about clusters. */
    static final String CLUSTER = "Cluster";

    /**
     * One refusal names one host for certain. An Envoy that refuses so many hosts in a row lacks something, and would take
     * thousands of rounds.
     */
    private static final int MANY = 8;

    /** Of what is lacked although no refusal was heard. */
    private static final Conversation.Refusal UNHEARD = new Conversation.Refusal(CLUSTER, "without a word");

    Refusals andSetAside(int more) {
        return new Refusals(setAside + more, unexplained);
    }

    Refusals andUnexplained(Conversation.Refusal refusal) {
        return new Refusals(setAside, Optional.of(refusal));
    }

    boolean areMany() {
        return setAside >= MANY;
    }

    /** The refusal that is to be explained. */
    Conversation.Refusal toExplain() {
        return unexplained.orElse(UNHEARD);
    }
}
