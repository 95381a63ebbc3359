package dev.sluice.serve;

import dev.sluice.translate.Transport;
import io.envoyproxy.envoy.config.core.v3.Node;

/**
 * One Envoy, as long as it is connected. Over ADS an Envoy has one stream, and each stream is an Envoy of its own: two
 * with the same node id share nothing. The separate streams of the other transport are told apart by their node id.
 *
 * @param group what it is served
 * @param node its node id, in its own words
 * @param stream which of all ADS streams since the start; 0 for separate streams
 */
public record Envoy(Group group, String node, long stream) {
    /** Whose stream it is that begins with {@code first}. */
    static Envoy of(Transport transport, Node first, long stream) {
        return new Envoy(Group.of(transport, first), first.getId(), transport == Transport.ADS ? stream : 0);
    }

    /** The node that all requests of the stream are given: what names the Envoy, and the stream's number. */
    Node stamp() {
        return Node.newBuilder()
                .setId(node)
                .setCluster(group.fleet())
                .setUserAgentName(Long.toString(stream))
                .build();
    }

    /** The Envoy that {@link #stamp} was made of. */
    static Envoy stamped(Transport transport, Node stamp) {
        return new Envoy(
                new Group(transport, stamp.getCluster()), stamp.getId(), Long.parseLong(stamp.getUserAgentName()));
    }

    public String fleet() {
        return group.fleet();
    }
}
