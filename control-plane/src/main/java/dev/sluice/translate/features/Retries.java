package dev.sluice.translate.features;

import com.google.protobuf.UInt32Value;
import dev.sluice.model.Host;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;

/** A request that did not reach its target, because the target refused it, is tried at another one, up to two times. */
final class Retries implements Feature {
    /** Only what certainly did not reach a target, so a request is never done twice; then another target is tried. */
    private static final RetryPolicy POLICY = RetryPolicy.newBuilder()
            .setRetryOn("connect-failure,refused-stream")
            .setNumRetries(UInt32Value.of(2))
            .build();

    @Override
    public void virtualHost(Host host, VirtualHost.Builder virtualHost) {
        virtualHost.setRetryPolicy(POLICY);
    }
}
