package dev.sluice.serve;

import dev.sluice.model.Host;
import dev.sluice.translate.Transport;
import io.envoyproxy.envoy.config.core.v3.Node;

/** Envoys that are served the same: those of one fleet that ask over one transport. */
public record Group(Transport transport, String fleet) {
    /**
     * The group of an Envoy by what it says of itself. Over ADS its fleet is its node's cluster; bootstraps with separate
     * streams had some name there before there were fleets, and mean nothing by it.
     */
    static Group of(Transport transport, Node node) {
        boolean named = transport == Transport.ADS && !node.getCluster().isEmpty();
        return new Group(transport, named ? node.getCluster() : Host.DEFAULT_FLEET);
    }
}
