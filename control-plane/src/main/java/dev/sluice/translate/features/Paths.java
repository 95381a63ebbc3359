package dev.sluice.translate.features;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;

/**
 * Targets see paths in one form: {@code ..} resolved, {@code //} merged, and {@code %2F} answered with a redirect to the
 * path with a slash. So nothing that a path means here means something else at the target.
 */
final class Paths implements Feature {
    @Override
    public void connectionManager(HttpConnectionManager.Builder manager) {
        manager.setNormalizePath(BoolValue.of(true))
                .setMergeSlashes(true)
                .setPathWithEscapedSlashesAction(PathWithEscapedSlashesAction.UNESCAPE_AND_REDIRECT);
    }
}
