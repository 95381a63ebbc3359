package dev.sluice.validate;

import dev.sluice.model.Addresses;
import java.util.Set;

/**
 * The machine that Envoy runs on, as far as rows could lead back to it.
 *
 * @param listenAddress what Envoy's listeners bind
 * @param addresses the machine's own addresses, in the form that targets have; loopback need not be among them
 */
public record EnvoyMachine(String listenAddress, Set<String> addresses) {
    public EnvoyMachine {
        listenAddress = Addresses.usual(listenAddress);
        addresses = Set.copyOf(addresses);
    }

    boolean isOwn(String address) {
        return isLoopback(address) || addresses.contains(address);
    }

    /** Whether a listener of Envoy's answers at {@code address}. All loopback addresses count as one. */
    boolean listensOn(String address) {
        if (isAny(listenAddress)) {
            return isOwn(address);
        }
        return isLoopback(listenAddress) ? isLoopback(address) : listenAddress.equals(address);
    }

    static boolean isAny(String address) {
        return address.equals("0.0.0.0") || address.equals("::");
    }

    /** Looks at the address's usual form, which is much quicker than parsing. */
    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("::1");
    }
}
