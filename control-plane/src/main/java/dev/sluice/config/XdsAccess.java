package dev.sluice.config;

import java.util.Optional;
import java.util.Set;

/**
 * Who may fetch configuration on the xDS port.
 *
 * @param users the numbers of this machine's users who may; empty for everybody who reaches the port
 * @param tls when present, the port speaks mutual TLS only, and the client's certificate decides in place of the user
 */
public record XdsAccess(Set<Long> users, Optional<TlsFiles> tls) {
    /** Everybody who reaches the port. */
    public static final XdsAccess OPEN = new XdsAccess(Set.of(), Optional.empty());

    public XdsAccess {
        users = Set.copyOf(users);
    }
}
