package dev.sluice.serve;

import dev.sluice.translate.Transport;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every request the node of its stream's first one: Envoy sends it once ({@code set_node_on_first_message_only}),
 * and what is served depends on it. Of the node only what names it is kept; the rest is 60 KB of Envoy's extensions.
 */
final class StreamNodes implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(StreamNodes.class);

    private final Transport transport;
    private final Arrivals arrivals;

    StreamNodes(Transport transport, Arrivals arrivals) {
        this.transport = transport;
        this.arrivals = arrivals;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new Requests<>(next.startCall(call, headers), call);
    }

    /** One stream's. Synchronized because a first request that waited is let in by the thread that ends the wait. */
    private final class Requests<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private @Nullable Node node;
        private boolean ended;

        Requests(ServerCall.Listener<Q> library, ServerCall<Q, ?> call) {
            super(library);
            this.call = call;
        }

        @Override
        public synchronized void onMessage(Q request) {
            Node known = node;
            if (known != null) {
                super.onMessage(named(request, known));
                return;
            }
            Node first = nameOf(request);
            node = first;
            // None comes after it meanwhile: the next is called for when this one is through.
            arrivals.admit(Group.of(transport, first), () -> admitted(named(request, first)));
        }

        private synchronized void admitted(Q request) {
            if (ended) {
                return;
            }
            try {
                super.onMessage(request);
            } catch (RuntimeException bug) {
                // As gRPC does on threads of its own; on another's, it must cost this stream only as well.
                LOG.error("bug in the answer to a first request (please report it)", bug);
                call.close(Status.UNKNOWN.withCause(bug), new Metadata());
            }
        }

        @Override
        public synchronized void onHalfClose() {
            ended = true;
            super.onHalfClose();
        }

        @Override
        public synchronized void onCancel() {
            ended = true;
            super.onCancel();
        }
    }

    private static Node nameOf(Object request) {
        Node node = request instanceof DeltaDiscoveryRequest incremental
                ? incremental.getNode()
                : ((DiscoveryRequest) request).getNode();
        return Node.newBuilder()
                .setId(node.getId())
                .setCluster(node.getCluster())
                .build();
    }

    @SuppressWarnings("unchecked") // a request of the same type
    private static <Q> Q named(Q request, Node node) {
        return request instanceof DeltaDiscoveryRequest incremental
                ? (Q) incremental.toBuilder().setNode(node).build()
                : (Q) ((DiscoveryRequest) request).toBuilder().setNode(node).build();
    }
}
