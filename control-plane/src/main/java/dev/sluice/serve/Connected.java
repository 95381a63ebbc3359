package dev.sluice.serve;

import java.util.Set;

/**
 * An Envoy that is there.
 *
 * @param clusters those that it said it had when it came; none when it has just started
 */
public record Connected(Envoy envoy, Set<String> clusters, Conversation conversation) {
    public Connected {
        clusters = Set.copyOf(clusters);
    }
}
