package dev.sluice.contain;

import dev.sluice.model.Host;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Says who of some hosts an Envoy would refuse, beside the running ones. */
@FunctionalInterface
public interface Jury {
    /** Those of {@code suspects} that are refused, each with the reason; nobody where it does not know. */
    CompletableFuture<Map<String, String>> guilty(Map<String, Host> suspects);
}
