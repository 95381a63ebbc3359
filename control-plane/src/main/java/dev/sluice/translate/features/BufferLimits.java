package dev.sluice.translate.features;

import com.google.protobuf.UInt32Value;
import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;

/**
 * A connection, of a client or to a target, may hold 32 KiB of bytes that the other side does not take; then no more is
 * read from it until the other side follows.
 */
final class BufferLimits implements Feature {
    /** Envoy's best practices for an edge: its default of 1 MiB for each connection lets few clients take all memory. */
    private static final UInt32Value LIMIT = UInt32Value.of(32 * 1024);

    @Override
    public void listener(Listener.Builder listener) {
        listener.setPerConnectionBufferLimitBytes(LIMIT);
    }

    @Override
    public void cluster(Host host, Pool pool, Cluster.Builder cluster) {
        cluster.setPerConnectionBufferLimitBytes(LIMIT);
    }
}
