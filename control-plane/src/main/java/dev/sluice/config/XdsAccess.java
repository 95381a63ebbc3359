package dev.sluice.config;

import java.util.Optional;
import java.util.Set;

/**
 * Who may fetch configuration on the xDS port.
 *
 * @param users the numbers of this machine's users who may; without any, everybody who reaches the port
 * @param tls with it the port is spoken to over mutual TLS only, and the client's certificate decides instead
 */
public record XdsAccess(Set<Long> users, Optional<TlsFiles> tls) {
    /** Everybody who reaches the port. */
    public static final XdsAccess OPEN = new XdsAccess(Set.of(), Optional.empty());

    public XdsAccess {
        users = Set.copyOf(users);
    }
}
