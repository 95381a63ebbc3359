package dev.sluice.serve;

import dev.sluice.translate.Transport;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** Which nodes are served: their names are short, and where there are certificates these name the fleet. */
final class NodeRules {
    /** Both are in log lines and at /status. */
    private static final int MAX_NAME_BYTES = 256;

    private NodeRules() {}

    /** Why an Envoy that calls itself {@code node} is not served. */
    static Optional<Status> refusal(Transport transport, Node node, ServerCall<?, ?> call) {
        for (String name : List.of(node.getId(), node.getCluster())) {
            int length = name.getBytes(StandardCharsets.UTF_8).length;
            if (length > MAX_NAME_BYTES) {
                return Optional.of(Status.INVALID_ARGUMENT.withDescription(
                        "node.id and node.cluster are at most " + MAX_NAME_BYTES + " bytes; one is " + length));
            }
        }
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        String fleet = Group.of(transport, node).fleet();
        if (session != null && !CertifiedFleets.of(session).contains(fleet)) {
            return Optional.of(Status.PERMISSION_DENIED.withDescription("this certificate may not ask for fleet \""
                    + fleet + "\": none of its subject alternative names is spiffe://.../fleet/" + fleet));
        }
        return Optional.empty();
    }
}
