package dev.sluice.serve;

import dev.sluice.config.HostPort;
import dev.sluice.config.Limits;
import dev.sluice.config.XdsAccess;
import java.util.List;

/**
 * Where the xDS server listens, and for whom.
 *
 * @param access who may speak to it
 * @param maxHosts how many hosts there can be: what an Envoy may name, and how long its messages may be, follows from it
 * @param held listening sockets of the service manager's, by file descriptor; that of this address is used
 */
public record XdsPort(HostPort address, XdsAccess access, int maxHosts, List<Integer> held) {
    public XdsPort {
        held = List.copyOf(held);
    }

    /** Open to everybody who reaches it. */
    public static XdsPort open(HostPort address) {
        return new XdsPort(address, XdsAccess.OPEN, Limits.USUAL.maxHosts(), List.of());
    }
}
