package dev.sluice.serve;

import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.Resources;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

/** An Envoy without a stream: a test says what the Envoy is sent and what the Envoy answers. */
public final class ScriptedEnvoy {
    private final Conversation conversation = new Conversation(Transport.ADS);
    private final Deque<String> unansweredRoutes = new ArrayDeque<>();
    private final Deque<String> unansweredClusters = new ArrayDeque<>();
    private int nonce;

    public Conversation conversation() {
        return conversation;
    }

    public void isSentRoutes() {
        unansweredRoutes.add(sent(Resources.V3.ROUTE_TYPE_URL));
    }

    /** Clusters that wait for their health checks: the Envoy does not answer them before {@link #acceptsClusters}. */
    public void isSentClusters() {
        unansweredClusters.add(sent(Resources.V3.CLUSTER_TYPE_URL));
    }

    private String sent(String type) {
        String id = Integer.toString(nonce++);
        conversation.sent(id, type, Stream.empty());
        return id;
    }

    /** The Envoy takes all routes that it was sent and did not answer. */
    public void acceptsRoutes() {
        unansweredRoutes.forEach(id -> conversation.accepted(id, ""));
        unansweredRoutes.clear();
    }

    public void acceptsClusters() {
        unansweredClusters.forEach(id -> conversation.accepted(id, ""));
        unansweredClusters.clear();
    }

    /** The Envoy refuses in {@code words} what it was sent and did not answer; {@code type} is told as the refused one. */
    public void refuses(String type, String words) {
        if (unansweredRoutes.isEmpty()) {
            isSentRoutes();
        }
        conversation.refused(unansweredRoutes.remove(), "", new Conversation.Refusal(type, words));
    }
}
