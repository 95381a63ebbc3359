package dev.sluice.serve;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets streams in, and their requests: by who asks, how many there are and how much they name. What is not let in ends
 * with one status that says why. Requests come here as bytes.
 */
final class StreamAdmission implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(StreamAdmission.class);

    private final Door door;
    private final StreamQuotas quotas;
    private final Seldom log = new Seldom();

    StreamAdmission(Door door, StreamQuotas quotas) {
        this.door = door;
        this.quotas = quotas;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        SocketAddress client = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        String method = call.getMethodDescriptor().getFullMethodName();
        Optional<Status> refused = door.strangerAt(client)
                .map(Status.PERMISSION_DENIED::withDescription)
                .or(() -> quotas.enter(method, client).map(Status.RESOURCE_EXHAUSTED::withDescription));
        if (refused.isPresent()) {
            end(call, client, refused.get());
            return new ServerCall.Listener<>() {};
        }
        OneEnd<Q, R> ours = new OneEnd<>(call);
        return new Stream<>(next.startCall(ours, headers), ours, method, client);
    }

    /** Hears of the messages that gRPC itself refuses, by their length, before any of it is here. */
    ServerStreamTracer.Factory tooLong() {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new ServerStreamTracer() {
                    @Override
                    public void streamClosed(Status status) {
                        String reason = String.valueOf(status.getDescription());
                        if (reason.startsWith("gRPC message exceeds")) {
                            tell("?", status);
                        }
                    }
                };
            }
        };
    }

    private void end(ServerCall<?, ?> call, @Nullable SocketAddress client, Status status) {
        tell(String.valueOf(client), status);
        call.close(status, new Metadata());
    }

    private void tell(String client, Status status) {
        OptionalInt leftOut = log.due();
        if (leftOut.isPresent()) {
            LOG.warn(
                    "xds stream refused client={} status={} reason=\"{}\" others={}",
                    client,
                    status.getCode(),
                    status.getDescription(),
                    leftOut.getAsInt());
        }
    }

    /** One that was let in. gRPC calls it in order, never two at once. */
    private final class Stream<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final String method;
        private final @Nullable SocketAddress client;
        private long names;
        private boolean ended;

        Stream(ServerCall.Listener<Q> library, ServerCall<Q, ?> call, String method, @Nullable SocketAddress client) {
            super(library);
            this.call = call;
            this.method = method;
            this.client = client;
        }

        @Override
        public void onMessage(Q request) {
            byte[] bytes = bytes(request);
            if (ended) {
                return;
            }
            Optional<String> refused = count(bytes);
            if (refused.isEmpty()) {
                super.onMessage(again(bytes));
                return;
            }
            end(call, client, Status.RESOURCE_EXHAUSTED.withDescription(refused.get()));
            // The library has to hear that it is over.
            super.onCancel();
            leave();
        }

        private Optional<String> count(byte[] request) {
            try {
                long after = RequestShape.of(request, method.contains("/Delta")).namesAfter(names);
                Optional<String> refused = quotas.names(names, after);
                if (refused.isEmpty()) {
                    names = after;
                }
                return refused;
            } catch (RequestShape.Refused e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void onHalfClose() {
            if (!ended) {
                super.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            if (!ended) {
                super.onCancel();
                leave();
            }
        }

        @Override
        public void onComplete() {
            if (!ended) {
                super.onComplete();
                leave();
            }
        }

        private void leave() {
            ended = true;
            quotas.leave(method, client, names);
        }
    }

    private static byte[] bytes(Object request) {
        try (InputStream stream = (InputStream) request) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // the same type as came
    private static <Q> Q again(byte[] request) {
        return (Q) new ByteArrayInputStream(request);
    }
}
