package dev.sluice.serve;

import dev.sluice.translate.EnvoyVersion;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of Envoys, each from its first request to its end: the first one says whose stream it is, and waits until
 * there is something for that Envoy ({@link Arrivals}). Every request is given the {@linkplain Envoy#stamp stamp} of the
 * Envoy: Envoy names its node once ({@code set_node_on_first_message_only}), and what is served depends on it. Of the node
 * only what names it is kept; the rest is 60 KB of Envoy's extensions.
 */
final class EnvoyStreams implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(EnvoyStreams.class);

    private static final AtomicLong STREAMS = new AtomicLong();

    private final Transport transport;
    private final Arrivals arrivals;
    private final Consumer<Envoy> dealtWith;

    /** Tells {@code dealtWith} whose request has had its effect: what is sent because of it is sent. */
    EnvoyStreams(Transport transport, Arrivals arrivals, Consumer<Envoy> dealtWith) {
        this.transport = transport;
        this.arrivals = arrivals;
        this.dealtWith = dealtWith;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new Requests<>(next.startCall(call, headers), call);
    }

    /** One stream's. Synchronized because a first request that waited is let in by the thread that ends the wait. */
    private final class Requests<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private @Nullable Connected connected;
        private boolean ended;
        private boolean cancelled;
        private boolean left;

        Requests(ServerCall.Listener<Q> library, ServerCall<Q, ?> call) {
            super(library);
            this.call = call;
        }

        @Override
        public synchronized void onMessage(Q request) {
            if (ended) {
                return;
            }
            Connected known = connected;
            if (known == null) {
                first(request);
            } else {
                next(request, known);
            }
        }

        private void first(Q request) {
            Optional<Status> refused = NodeRules.refusal(transport, nodeOf(request), call);
            if (refused.isPresent()) {
                end(refused.get());
                return;
            }
            Envoy first = Envoy.of(transport, nodeOf(request), STREAMS.incrementAndGet());
            // No second request comes while the first one waits: gRPC asks for the second when the first is through.
            Optional<Connected> admitted =
                    arrivals.admit(first, clustersOf(request), () -> admitted(named(request, first.stamp())));
            connected = admitted.orElse(null);
            admitted.ifPresent(each -> warnOfAge(first, nodeOf(request)));
            if (admitted.isEmpty()) {
                end(Status.RESOURCE_EXHAUSTED.withDescription("there are " + Arrivals.MAX_WITHOUT_HOSTS
                        + " fleets without hosts already that Envoys ask for, and fleet \"" + first.fleet()
                        + "\" has none either"));
            }
        }

        /** The library has to hear of it, or it would wait for more. */
        private void end(Status status) {
            LOG.debug("stream refused: {}", status);
            call.close(status, new Metadata());
            onCancel();
        }

        private void next(Q request, Connected known) {
            Envoy envoy = known.envoy();
            Conversation conversation = known.conversation();
            if (isAnswerToNothing(request, conversation)) {
                end(Status.INVALID_ARGUMENT.withDescription(
                        "answers a response that was not sent, or answers it twice"));
                return;
            }
            conversation.during(() -> super.onMessage(named(request, envoy.stamp())));
            // Who looks before this sees an answer that is not over yet, and nothing would make it look again.
            dealtWith.accept(envoy);
        }

        /** Envoy answers each incremental response once; the library would stumble over another answer. */
        private boolean isAnswerToNothing(Q request, Conversation conversation) {
            return request instanceof DeltaDiscoveryRequest incremental
                    && !incremental.getResponseNonce().isEmpty()
                    && !conversation.waitsFor(incremental.getResponseNonce());
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
            if (!ended) {
                ended = true;
                super.onHalfClose();
            }
        }

        @Override
        public synchronized void onCancel() {
            if (!cancelled) {
                cancelled = true;
                ended = true;
                super.onCancel();
                left();
            }
        }

        @Override
        public synchronized void onComplete() {
            super.onComplete();
            left();
        }

        /** Once, whatever comes after it. */
        private void left() {
            Connected known = connected;
            if (known != null && !left) {
                left = true;
                arrivals.left(known.envoy());
            }
        }
    }

    /** It is served all the same: to refuse it would take its traffic away. */
    private static void warnOfAge(Envoy envoy, Node node) {
        SemanticVersion told = node.getUserAgentBuildVersion().getVersion();
        EnvoyVersion version = new EnvoyVersion(told.getMajorNumber(), told.getMinorNumber(), told.getPatch());
        if (node.hasUserAgentBuildVersion() && version.isTooOld()) {
            LOG.warn(
                    "envoy too old version={} id=\"{}\" fleet=\"{}\" (supported are {} and newer; this one is served all the"
                            + " same, and may refuse what newer ones take)",
                    version,
                    envoy.node(),
                    envoy.fleet(),
                    EnvoyVersion.OLDEST.withoutPatch());
        }
    }

    private static Node nodeOf(Object request) {
        return request instanceof DeltaDiscoveryRequest incremental
                ? incremental.getNode()
                : ((DiscoveryRequest) request).getNode();
    }

    /** What a returning Envoy has; the first request of a stream is mostly that for clusters. */
    private static Set<String> clustersOf(Object request) {
        return request instanceof DeltaDiscoveryRequest incremental
                        && incremental.getTypeUrl().equals(Resources.V3.CLUSTER_TYPE_URL)
                ? incremental.getInitialResourceVersionsMap().keySet()
                : Set.of();
    }

    @SuppressWarnings("unchecked") // a request of the same type
    private static <Q> Q named(Q request, Node node) {
        return request instanceof DeltaDiscoveryRequest incremental
                ? (Q) incremental.toBuilder().setNode(node).build()
                : (Q) ((DiscoveryRequest) request).toBuilder().setNode(node).build();
    }
}
