package dev.sluice;

import dev.sluice.model.Addresses;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this machine, looked up again every few seconds: a floating one comes and goes. For one thread. */
public final class OwnAddresses implements Supplier<Set<String>> {
    private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

    /** A look takes well under a millisecond, and longer where there are hundreds of interfaces. */
    private static final Duration VALID = Duration.ofSeconds(5);

    private Set<String> last = Set.of();
    private long until = System.nanoTime();

    @Override
    public Set<String> get() {
        if (System.nanoTime() - until >= 0) {
            Set<String> now = look();
            // The same object while nothing changes, which is quick to compare.
            last = now.equals(last) ? last : now;
            until = System.nanoTime() + VALID.toNanos();
        }
        return last;
    }

    private Set<String> look() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(Addresses::text)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            LOG.warn("own addresses unknown reason=\"{}\" (those of before are taken)", e.getMessage());
            return last;
        }
    }
}
